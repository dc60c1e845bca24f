"""Keep count of a build: what ran, how many rows, how long, how much memory."""

from __future__ import annotations

import re
import resource
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import polars as pl

from data.snapshot.head import NO_HEAD, Head

Watcher = Callable[["Step"], None]
Run = Callable[[duckdb.DuckDBPyConnection], int]  # fills tables, gives the rows written
Fill = Callable[[duckdb.DuckDBPyConnection, str], int]  # fills a table with what it makes of a SELECT
RunSome = Callable[[duckdb.DuckDBPyConnection, Sequence[str] | None], int]
Parts = Callable[[], Mapping[str, str]]
Within = Callable[[], str]
More = Callable[[duckdb.DuckDBPyConnection], Mapping[str, set[str]] | None]


@dataclass
class Step:
    """One step of a build; `rows` and the costs are known once it is done."""

    step: str
    position: int
    rows: int = 0
    seconds: float = 0.0
    peak_mb: float = 0.0
    is_done: bool = False
    is_taken_over: bool = False  # nothing it reads had changed since the last build: its tables stand as they were


@dataclass
class Steps:
    """The steps so far; `watch` is told when one begins and when it ends."""

    watch: Watcher | None = None
    done: list[Step] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Time one step; the body sets `.rows`."""
        step = Step(name, len(self.done) + 1)
        self._tell(step)
        begun = time.perf_counter()
        yield step
        step.seconds = time.perf_counter() - begun
        step.peak_mb = peak_mb()
        step.is_done = True
        self.done.append(step)
        self._tell(step)

    def make(self, con: duckdb.DuckDBPyConnection, name: str, run: Run, head: Head = NO_HEAD) -> int:
        """One step that fills tables from others. `run` must read through the connection it is given, and nothing else."""
        with self.step(name) as step:
            step.rows = run(con)
        return step.rows

    def make_together(
        self, con: duckdb.DuckDBPyConnection, name: str, run: Callable[[duckdb.DuckDBPyConnection], object], *,
        always: bool = False, given: str = "", clears: bool = False, head: Head = NO_HEAD,
    ) -> None:  # fmt: skip
        """Several steps that share what they computed: all of them are made, or none.

        always: it reads what is no table. given: what tells that from others, where it is known. clears: run itself takes away
        what it fills anew.
        """
        run(con)

    def make_by_indicator(
        self,
        con: duckdb.DuckDBPyConnection,
        name: str,
        run: RunSome,
        parts: Parts,
        told_by_parts: Collection[str],
        *,
        clears: bool = False,
        within: Within = lambda: "true",
    ) -> int:
        """One step that fills a table indicator by indicator, each from rows of its own only.

        run: given the indicators to fill, or None for all. parts: {indicator: what of `told_by_parts` it is made of}, asked
        for only where it is needed. clears: run itself takes away what it fills anew, of this table and others it fills.
        within: the rows, as a condition, that run keeps to where it is given indicators.
        """
        return self.make(con, name, lambda con: run(con, None))

    def make_by(
        self, con: duckdb.DuckDBPyConnection, name: str, head: Head, sql: str, run: Run, fill: Fill | None = None
    ) -> int:  # fmt: skip
        """One step whose rows hang on those of `sql` as its head says.

        fill: puts the rows of a SELECT (another than `sql`) into the table; as they are where it is not given.
        """
        return self.make(con, name, run, head)

    def tell(self, table: str, moved: Mapping[str, set[str]]) -> None:
        """Which rows of a table moved, where a step knows it that writes them itself: by column, the values they have."""

    def moved_within(self, table: str, column: str) -> set[str] | None:
        """Values of the column that rows of the table which moved have; None where that is not known."""
        return None

    def is_as_before(self, name: str, but: Collection[str] = ()) -> bool:
        """Whether everything the step read in the last build, `but` these tables, is still the same."""
        return False

    def make_more(
        self,
        con: duckdb.DuckDBPyConnection,
        name: str,
        run: Run,
        more: More | None,
        told_by_more: Collection[str],
    ) -> int:
        """One step that can go on from the rows kept. more: given only where nothing but `told_by_more` need have changed, it
        brings the table up to date and says by column which values the rows that went or came have; None where none did."""
        return self.make(con, name, run)

    def contents(self, con: duckdb.DuckDBPyConnection, *tables: str) -> dict[str, str]:
        """What tells the rows of one indicator in these tables from others; asked for where it is kept from build to build."""
        return {}

    def take_in(self, done: Sequence[Step]) -> None:
        """Steps that ran elsewhere and are done; told of one after the other."""
        for step in done:
            step.position = len(self.done) + 1
            self._tell(replace(step, is_done=False))
            self.done.append(step)
            self._tell(step)

    def _tell(self, step: Step) -> None:
        if self.watch:
            self.watch(step)

    def frame(self) -> pl.DataFrame:
        """meta_step."""
        return pl.DataFrame(
            [(s.position, s.step, s.rows, s.seconds, s.peak_mb) for s in self.done],
            schema={
                "position": pl.Int32,
                "step": pl.String,
                "rows": pl.Int64,
                "seconds": pl.Float64,
                "peak_mb": pl.Float64,
            },
            orient="row",
        )


def peak_mb() -> float:
    """Largest resident memory of this process so far, MB.

    Linux: VmHWM, for ru_maxrss of a child begins at its parent's. Elsewhere ru_maxrss (bytes on macOS, else kB).
    """
    with suppress(OSError, IndexError):
        return int(re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[0]) / 1024
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale
