"""The nearest thing that would give another verdict, so that an office knows what is asked of it."""

from __future__ import annotations

import polars as pl

from metrics.verdict import first_that_holds

LEAST_POINTS = 13  # for limits and a verdict on change (statistics.md 6)


def add_change_wanted(rows: pl.DataFrame, texts: pl.DataType) -> pl.DataFrame:
    """Add change_code and change_units: what would give another verdict, and how many cases, periods or points of it.

    rows: as decided (metrics/verdict.py), with what the verdict rests on. texts: of which kind the codes are to be.
    """
    lines = _changes()
    which = rows.select(first_that_holds([*(holds for holds, _, _ in lines), pl.lit(True)])).to_series()
    units = pl.lit(None, pl.Float64)
    for nth, (_, _, number) in enumerate(lines):
        units = pl.when(which == nth).then(number.cast(pl.Float64)).otherwise(units)
    codes = pl.Series("change_code", [*(code for _, code, _ in lines), None], dtype=texts)
    return rows.with_columns(codes.gather(which), units.alias("change_units"))


def _changes() -> list[tuple[pl.Expr, str, pl.Expr]]:
    """What would change a verdict, read from the top: when it would, its code, and how many are wanted."""
    up = ~(pl.col("comparator").eq("<=") | pl.col("direction").eq("down")).fill_null(False)

    def cases_to(rate: pl.Expr) -> pl.Expr:
        more = (rate * pl.col("judged_n")).ceil() - pl.col("judged_x")
        return pl.when(up).then(more).otherwise(pl.col("judged_x") - (rate * pl.col("judged_n")).floor())

    code, word, n = pl.col("code"), pl.col("word"), pl.col("judged_n")
    gap, points = pl.col("gap_units"), pl.col("n_points")
    edge = pl.when(up).then("peer_low998").otherwise("peer_high998")
    is_behind = (pl.col("T") == "T4") & (pl.col("reasons") != "NOT_MET") & n.is_not_null()
    is_short = word.is_in(["watch", "lagging", "on_course", "not_met"]) & (gap < 0)
    return [
        (code == "NOT_REPORTED", "REPORT", pl.lit(None)),
        ((code == "NOT_ASSESSABLE") & n.is_not_null(), "MORE_CASES", pl.col("least_denominator") - n),
        ((code == "LAGGING_PEERS") & edge.is_not_null(), "CASES_TO_PEERS", cases_to(edge)),
        (code == "DETERIORATING", "BACK_TO_CENTRE", pl.col("process_centre")),
        (is_behind, "CASES_TO_MILESTONE", cases_to(pl.col("milestone"))),
        (is_short, "CASES_TO_TARGET", -gap),
        ((code == "MET_UNPROVEN") & (points < LEAST_POINTS), "MORE_PERIODS", LEAST_POINTS - points),
        ((word == "met") & (gap > 0), "CASES_TO_SPARE", gap),
    ]
