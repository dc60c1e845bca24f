"""The sanction chain of one build in a process of its own: marts, tables and curves from the staged rows on. Prints JSON.

`python -m tests.benchmarks.sanctions_once ROWS` (the folder of tests/benchmarks/sanctions_rows.py).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

import queries
from data.snapshot import steps as building
from tests.benchmarks.once import Clock
from tests.benchmarks.part import lay_out, told
from tests.benchmarks.sanctions_rows import AS_OF, ROWS
from tests.made_of import made_of

MADE = ("agg_list_office", "agg_measure_office", "agg_measure_item", "stat_listing", "stat_measure")


@dataclass
class Steps(building.Steps):
    """A build's steps, with processor seconds and peak of each beside."""

    measured: dict[str, dict[str, float]] = field(default_factory=dict)
    clock: Clock = field(default_factory=Clock)

    @contextmanager
    def step(self, name: str) -> Iterator[building.Step]:
        """As the build's own."""
        self.clock.start()
        with super().step(name) as step:
            yield step
        self.measured[name] = self.clock.stop()


def main() -> None:
    """Steps with seconds, processor seconds and peak, and the whole."""
    rows = Path(sys.argv[1])
    with tempfile.TemporaryDirectory(dir=rows) as folder:
        con = duckdb.connect(str(Path(folder) / "scratch.duckdb"))
        con.execute("set preserve_insertion_order = false; set threads = 2")
        done = run(con, rows)
        con.close()
    print(told(done))


def run(con: duckdb.DuckDBPyConnection, rows: Path) -> dict[str, dict[str, float]]:
    """The build's own SQL and functions. Staging of the other feeds is not of this part and runs before the clock."""
    from data.snapshot import load, mart, weigh
    from data.snapshot.memory import IN_COUNTING
    from data.snapshot.order import in_order
    from data.snapshot.weigh_sanctions import weigh_sanctions

    con.execute(f"set memory_limit = '{IN_COUNTING}'")
    lay_out(con, rows, ROWS, AS_OF)
    texts = {**queries.all_in("staging"), **queries.all_in("marts")}
    results = {**queries.all_in("results")}
    statistics = {table: (name, function) for table, name, function in weigh.STATISTICS if table in MADE}
    seen = made_of(con, [*MADE, *CURVES, *(name for name, _ in statistics.values())], {**results, **texts})
    steps = Steps()
    for name in in_order(con, {k: v for k, v in texts.items() if k in seen}):
        if name in ("stg_entities", "stg_inspections", "stg_decisions"):
            mart.materialise(con, name, texts[name])
            continue
        with steps.step(name):
            mart.materialise(con, name, texts[name])
    for table, (name, function) in statistics.items():
        with steps.step(table):
            load.insert(con, table, function(con.sql(results[name]).pl()))
    weigh_sanctions(con, steps)
    return steps.measured


CURVES = (
    "step_rows", "step_cells", "survival_rows", "exit_rows", "exit_cells", "again_rows", "exposure_rows", "effect_listings", "effect_measures", "effect_records", "effect_months",
)  # fmt: skip

if __name__ == "__main__":
    main()
