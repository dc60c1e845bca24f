"""One part's marts and statistics, ours or bare DuckDB's, in a process of its own. Prints JSON.

`python -m tests.benchmarks.marts_once ours|bare PART ROWS` (the folder of tests/benchmarks/staged.py).
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

import duckdb

import queries
from tests.benchmarks.once import Clock
from tests.benchmarks.part import lay_out, told
from tests.benchmarks.staged import AS_OF, OF_PART
from tests.made_of import made_of

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
    print(told(steps))


def ours(con: duckdb.DuckDBPyConnection, part: str, rows: Path) -> dict[str, dict[str, float]]:
    """The build's own SQL and functions from the staged rows on, only those that the part needs."""
    from data.snapshot import load, mart, weigh
    from data.snapshot.build import MEMORY_LIMIT
    from data.snapshot.order import in_order

    con.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
    lay_out(con, rows, OF_PART[part], AS_OF)
    texts = {**queries.all_in("staging"), **queries.all_in("marts")}
    statistics = {table: (queries.read(name), function) for table, name, function in weigh.STATISTICS}
    seen = made_of(con, MADE[part], {**{table: sql for table, (sql, _) in statistics.items()}, **texts})
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
