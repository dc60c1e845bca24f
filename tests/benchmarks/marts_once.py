"""One part's marts and statistics, ours or bare DuckDB's, in a process of its own. Prints JSON.

`python -m tests.benchmarks.marts_once ours|bare PART ROWS` (the folder of tests/benchmarks/staged.py).
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from datetime import date
from pathlib import Path

import duckdb

import queries
from tests.benchmarks.once import Clock
from tests.benchmarks.staged import AS_OF, OF_PART

HERE = Path(__file__).resolve().parent
# What the build makes for the pages of the part and for its indicators; what these are made of runs with them.
MADE = {
    "visits": (
        "agg_inspection_manner", "agg_inspection_cap", "agg_inspection_repeat", "agg_inspection_pair", "agg_inspection_repeat_month",
        "agg_inspection_misgraded", "agg_inspection_contrast", "agg_draw_quarter", "agg_tier_cover_quarter", "agg_inspection_band",
        "stat_inspection_ratio", "stat_hit_rate", "stat_gradient", "agg_inspection_office", "stat_draw",
    ),
    "publication": ("agg_publication_month", "agg_publication_delay", "agg_leg_month", "agg_delay", "stat_timeliness"),
}  # fmt: skip


def main() -> None:
    """Steps with seconds, processor seconds and peak, and the whole."""
    kind, part, rows = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    with tempfile.TemporaryDirectory(dir=rows) as folder:
        con = duckdb.connect(str(Path(folder) / "scratch.duckdb"))
        con.execute("set preserve_insertion_order = false")
        steps = ours(con, part, rows) if kind == "ours" else bare(con, part, rows)
        con.close()
    print(json.dumps({
        "seconds": sum(s["seconds"] for s in steps.values()), "cpu_seconds": sum(s["cpu_seconds"] for s in steps.values()),
        "peak_mb": max(s["peak_mb"] for s in steps.values()), "steps": steps,
    }))  # fmt: skip


def ours(con: duckdb.DuckDBPyConnection, part: str, rows: Path) -> dict[str, dict[str, float]]:
    """The build's own SQL and functions from the staged rows on, only those that the part needs."""
    from data.contracts import FEEDS
    from data.mapping import read_settings
    from data.snapshot import load, mart, weigh
    from data.snapshot.build import MEMORY_LIMIT
    from data.snapshot.order import in_order, tables_read

    con.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
    con.execute(queries.tables())
    (rows / "source.toml").write_text('name = "bench"\nplans = ["jiangxi-2020"]\ndemo = true\n', encoding="utf-8")
    load.load_lookups(con, load.load_catalogue([]), [read_settings(rows)], date.fromisoformat(AS_OF))
    files = {feed: rows / f"{feed}.parquet" for feed in OF_PART[part]}
    load.load_submissions(con, [])
    con.executemany("insert into staged_file values ($1, $2, 1, null)", [(str(f), feed) for feed, f in files.items()])
    for feed in FEEDS:
        mart.raw_view(con, feed, [files[feed]] if feed in files else [])
    texts = {**queries.all_in("staging"), **queries.all_in("marts")}
    statistics = {table: (queries.read(name), function) for table, name, function in weigh.STATISTICS}
    needed, seen = list(MADE[part]), set()
    while needed:
        name = needed.pop()
        if name not in seen:
            seen.add(name)
            sql = texts[name] if name in texts else statistics[name][0] if name in statistics else ""
            needed += tables_read(con, sql) if sql else []
    steps, clock = {}, Clock()
    for name in in_order(con, {k: v for k, v in texts.items() if k in seen}):
        clock.start()
        mart.materialise(con, name, texts[name])
        steps[name] = clock.stop()
    for name in (s for s in statistics if s in seen):
        clock.start()
        load.insert(con, name, statistics[name][1](con.sql(statistics[name][0]).pl()))
        steps[name] = clock.stop()
    return steps


def bare(con: duckdb.DuckDBPyConnection, part: str, rows: Path) -> dict[str, dict[str, float]]:
    """bare_marts.sql on the same rows; the calendar and the regions are given to it."""
    from data.lookups import read_regions, read_workdays, region_ancestors

    con.register("workday", read_workdays().to_arrow())
    con.register("ancestor", region_ancestors(read_regions()).to_arrow())
    text = (HERE / "bare_marts.sql").read_text(encoding="utf-8").split(f"-- part: {part}\n")[1].split("-- part:")[0]
    steps, clock = {}, Clock()
    for name, sql in re.findall(r"create table (\w+) as\n(.*?);", text, flags=re.S):
        clock.start()
        con.execute(f"create table {name} as {sql.replace('$rows', str(rows))}")
        steps[name] = clock.stop()
    return steps


if __name__ == "__main__":
    main()
