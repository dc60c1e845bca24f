"""What is said of a series by all of its quarters together: the little that a coming quarter may change of those before it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from metrics.among_peers import LEAST_UNITS

POOLED_QUARTERS = 4
KEY = ["plan", "indicator", "region_code", "department_code"]
MONTHLY = ["indicator", "region_code", "department_code", "quarter"]
PEERS = ["plan", "indicator", "family", "peer_group"]


def of_four(counts: str) -> pl.Expr:
    """Of one series: the sum of a quarter and the three before it."""
    return pl.col(counts).rolling_sum_by("quarter_index", window_size=f"{POOLED_QUARTERS}i")


def ever_enough(four: pl.Expr, rate: pl.Expr) -> pl.Expr:
    """Of one series: whether a quarter of it, or four of a flow, have enough cases to be weighed; all but rates have.

    four: the denominators of four quarters. rate: whether a row is one of a rate.
    """
    of_year = pl.when(pl.col("series") == "flow").then(four)
    return ~rate.any() | (pl.max_horizontal("denominator", of_year).max() >= pl.col("least_denominator").first())


def moves_what_was(now: pl.DataFrame, then: pl.DataFrame, months: Sequence[pl.DataFrame], since: int) -> bool:
    """Whether figures from a quarter on change what is said of those before it, which are the same in `now` and `then`.

    now, then: all rows of some groups: as of assess.assess, with quarter_index. months: MONTHLY of the figures kept by month,
    now and then. A series that has enough cases once is weighed in every quarter; one that has months is charted by them;
    one with cases that has peers follows those and teaches nobody else, and ten of them are wanted for that.
    """
    sides = [_told(*side) for side in zip((now, then), months, strict=True)]
    early = now.filter(pl.col("quarter_index") < since).select(KEY).unique()
    both = sides[0].join(sides[1], on=KEY, how="inner").join(early, on=KEY, how="semi")
    differs = pl.any_horizontal(pl.col(c).ne_missing(pl.col(f"{c}_right")) for c in SAID)
    led = [side.group_by(PEERS).agg(are_led=pl.col("is_led").sum() >= LEAST_UNITS).filter("are_led") for side in sides]
    moved = [a.join(b, on=PEERS, how="anti", nulls_equal=True).height for a, b in (led, led[::-1])]
    return bool(both.select(differs.any()).item() or any(moved))


SAID = ("is_ever_enough", "has_months", "is_led")


def _told(rows: pl.DataFrame, months: pl.DataFrame) -> pl.DataFrame:
    """One row a series: KEY, PEERS, SAID."""
    is_rate, value = pl.col("unit") == "percent", pl.col("value").is_not_null()
    charted = rows.filter((pl.col("series") == "flow") & value | (pl.col("series") == "stock"))
    by_month = charted.join(months, on=MONTHLY, how="semi").select(KEY).unique().with_columns(has_months=True)
    has_cases = (is_rate & value & (pl.col("denominator") > 0)).any() & pl.col("peer_group").first().is_not_null()
    told = rows.group_by(KEY).agg(
        pl.col("family", "peer_group").first(),
        is_ever_enough=ever_enough(of_four("denominator"), is_rate & pl.col("denominator").is_not_null()),
        has_cases=has_cases,
    )
    is_led = pl.col("has_cases") & (pl.col("is_ever_enough") | (pl.col("family") != "office"))
    return told.with_columns(is_led=is_led).join(by_month, on=KEY, how="left")
