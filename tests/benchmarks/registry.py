"""Every benchmark by name: what `make bench` runs, one line each, in the order of the table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Benchmark:
    """A module of this folder with `measure(setting)`, and what its figures tell in plain words."""

    name: str
    tells: str
    needs_home: bool = False  # a snapshot to serve
    is_long: bool = False  # thousands of invented provinces: with --full or by name only


BENCHMARKS = (
    Benchmark("startup", "How long a person waits for the command, a small check, the server and its first page.", needs_home=True),
    Benchmark("websocket", "Server time from a reader's act to the end of the page's run: one reader, and many at once.", needs_home=True),
    Benchmark("lasting", "A server left running: twenty snapshot swaps under its readers, memory over a thousand reruns and of a session.", needs_home=True),
    Benchmark("browser", "From the click to the page drawn, in headless Chromium; the first visit with an empty browser.", needs_home=True),
    Benchmark("sample", "Inventing a source: time, memory and disk by the row."),
    Benchmark("ingest", "Reading, checking and staging one file of acts, held against bare DuckDB, which checks nothing."),
    Benchmark("build", "A whole build from CSV and from Parquet, held against bare DuckDB on the same files in the same run."),
    Benchmark("incremental", "One department's new file into a warehouse of many: seconds until it is published, held against a whole build."),
    Benchmark("marts", "The queries of a build once the rows are staged, held against bare DuckDB's group-bys."),
    Benchmark("sanctions", "The sanction chain of a million listings, from staged rows to stored results."),
    Benchmark("forecast", "Whether forecasts hold what they say (errors against the claim), and what they cost."),
    Benchmark("targets", "Whether chances of meeting a target come true, and how fast a reader is told one.", needs_home=True),
    Benchmark("assessing", "Judging every series of a jurisdiction at every quarter; a loop over statsmodels beside it."),
    Benchmark("places", "Ranks with intervals and tests of a map, for the whole catalogue and on demand."),
    Benchmark("proof", "False and missed namings over invented provinces about which everything is known.", is_long=True),
    Benchmark("effect", "False and missed effects of measures over invented registers.", is_long=True),
)  # fmt: skip
