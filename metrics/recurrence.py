"""How often does it come again? The mean cumulative count of new listings per exit, with an interval that lets one exit count often."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from metrics.rates import Z95
from metrics.segments import group_codes
from metrics.survival import BY

HORIZONS = (365, 730)
CODE = "_group"


def mean_counts(exits: pl.DataFrame, again: pl.DataFrame, by: Sequence[str] = BY) -> pl.DataFrame:
    """Mean number of new listings per exit within 365 and 730 days, whoever is no longer watched left out day by day.

    exits: one row per group (columns of `by`) and exit: exit_id, `until` (whole days watched after it; null or
    negative: left out). again: one row per new listing: exit_id, `days` since the exit; those after `until` count nowhere.
    Returns `by`, mean_count_365, mean_count_730, each with _low and _high: 95 % on the log scale, robust (an exit followed by
    five listings is one observation, not five). Null where nobody was watched for so long; the upper end is null at 0.
    Source: Nelson 1995 (Technometrics 37:147); robust variance Lawless & Nadeau 1995.
    """
    number, n_groups = group_codes(exits, by)
    keys = exits.select(by).unique(maintain_order=True).with_columns(pl.int_range(n_groups, dtype=pl.Int64).alias(CODE))
    own = exits.select("exit_id", "until").with_columns(pl.Series(CODE, number)).filter(pl.col("until") >= 0)
    came = again.join(own, on="exit_id").filter(pl.col("days").is_between(0, pl.col("until")))
    steps = _steps(own, came)
    for horizon in HORIZONS:
        keys = keys.join(_by(horizon, own, came, steps), on=CODE, how="left", maintain_order="left")
    return keys.drop(CODE)


def _steps(own: pl.DataFrame, came: pl.DataFrame) -> pl.DataFrame:
    """One row per group and day with a new listing: at risk that day, the mean's step, and that step over the risk set."""
    day = pl.col("days").cast(pl.Int64)
    left = own.group_by(CODE, days=pl.col("until").cast(pl.Int64)).agg(left=pl.len())
    again = came.group_by(CODE, day).agg(n_again=pl.len())
    both = pl.concat([left, again], how="diagonal").group_by(CODE, "days").agg(pl.col("left", "n_again").sum())
    later = pl.col("left").cum_sum(reverse=True).over(CODE)  # whoever is watched until that day is at risk on it
    steps = both.sort(CODE, "days").with_columns(n_at_risk=later).filter(pl.col("n_again") > 0)
    return steps.with_columns(step=pl.col("n_again") / pl.col("n_at_risk")).sort("days")


def _by(horizon: int, own: pl.DataFrame, came: pl.DataFrame, steps: pl.DataFrame) -> pl.DataFrame:
    name = f"mean_count_{horizon}"
    steps = steps.filter(pl.col("days") <= horizon).with_columns(
        mean=pl.col("step").cum_sum().over(CODE), due=(pl.col("step") / pl.col("n_at_risk")).cum_sum().over(CODE)
    )
    seen = came.with_columns(pl.col("days").cast(pl.Int64)).join(steps, on=[CODE, "days"])
    seen = seen.group_by(CODE, "exit_id").agg(seen=(1 / pl.col("n_at_risk")).sum())
    until = own.with_columns(days=pl.col("until").cast(pl.Int64)).sort("days")
    due = until.join_asof(steps.select(CODE, "days", "due"), on="days", by=CODE, check_sortedness=False)
    each = due.join(seen, on=[CODE, "exit_id"], how="left")
    off = pl.col("seen").fill_null(0.0) - pl.col("due").fill_null(0.0)
    spread = each.group_by(CODE).agg(_se=(off * off).sum().sqrt(), _last=pl.col("days").max())
    mean = spread.join(steps.group_by(CODE).agg(pl.col("mean").max()), on=CODE, how="left")
    mean = mean.with_columns(pl.col("mean").fill_null(0.0)).filter(pl.col("_last") >= horizon)
    reach = (Z95 * pl.col("_se") / pl.col("mean")).exp()
    some = pl.col("mean") > 0
    return mean.select(
        CODE, pl.col("mean").alias(name), pl.when(some).then(pl.col("mean") / reach).otherwise(0.0).alias(f"{name}_low"),
        pl.when(some).then(pl.col("mean") * reach).alias(f"{name}_high"),
    )  # fmt: skip
