"""From which quarter on verdicts may have moved: no verdict rests on a figure of a later quarter.

But for what all quarters of a series say together (metrics/whole_series.py): where that has moved, every quarter may have.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import polars as pl

from data.snapshot.judge_tests import Unsure, of_group
from metrics.assess import LOOKED_BACK
from metrics.whole_series import MONTHLY, moves_what_was


@dataclass(frozen=True)
class Since:
    """quarter: the first that may have moved. back: the first of those whose verdicts it asks for. Of all quarters: none stated."""

    quarter: str = ""
    back: str = ""
    index: int | None = None


def since_when(con: duckdb.DuckDBPyConnection, moving: pl.DataFrame) -> Since:
    """The first quarter in judged_moving (groups and quarters whose figures are others than those judged); the last of all
    where nothing is. moving: all rows of those groups. Raises Unsure where there are no quarters."""
    found = con.execute(
        "select quarter, any_value(quarter_index) from plan_quarter where quarter = coalesce("
        "(select min(quarter) from judged_moving), (select max(quarter) from plan_quarter)) group by quarter"
    ).fetchall()
    if not found:
        raise Unsure
    quarter, index = found[0]
    if _moves_what_was(con, moving, quarter, index):
        return Since()
    back = con.execute("select min(quarter) from plan_quarter where quarter_index >= ?", [index - LOOKED_BACK])
    return Since(quarter, back.fetchall()[0][0], index)


def _moves_what_was(con: duckdb.DuckDBPyConnection, moving: pl.DataFrame, quarter: str, index: int) -> bool:
    periods = con.sql("select plan, quarter, quarter_index from plan_quarter").pl()
    now = moving.join(periods, on=["plan", "quarter"]).select(_TOLD)
    late = (
        con.sql(f"""select t.*, i.unit, i.series, i.least_denominator, q.quarter_index
    from stat_judgement as t join plan_quarter as q using (plan, quarter) join ref_indicator as i on i.indicator = t.indicator
    where quarter >= '{quarter}' and exists {of_group("judged_moving")}""")
        .select(*_TOLD)
        .pl()
    )
    then = pl.concat([now.filter(pl.col("quarter_index") < index), late])
    months = [con.sql(f"select {', '.join(MONTHLY)} from {t}").pl() for t in ("month_now", "judged_month")]
    return moves_what_was(now, then, months, index)


_TOLD = [
    "plan", "indicator", "quarter", "quarter_index", "region_code", "department_code", "family", "peer_group", "denominator", "value",
    "unit", "series", "least_denominator",
]  # fmt: skip
