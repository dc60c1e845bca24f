"""Is a unit on course? The straight line from the last promise kept to the next one due, in points.

Linear in percentage points, not compound growth: growth rates explode from small bases and vanish near the
ceiling of 100 % (statistics.md 3.6).
"""

from __future__ import annotations

import polars as pl
import polars.selectors as cs

DAYS_A_YEAR = 365.25


def targets_in_force(targets: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """The target in force at the end of each period, and the last one already passed.

    targets: plan, indicator, region_code?, department_code?, target_on, comparator, value, kind, baseline, baseline_on.
    periods: plan, quarter, period_end, is_over (the plan's period ended before the as-of date).
    Returns one row per target line (plan, indicator, region_code, department_code) x quarter with target, target_on,
    comparator, target_kind, floor (value of the last passed target), line_from_on, line_from (where the straight line
    starts: last passed target, else baseline, else null). While a plan runs the target in force is the earliest dated
    one at or after the day; a passed target is a floor from then on (rulings 17). Once a plan is over it is the last
    one due by the period's end: met or not met, never "on course".
    """
    line = ["plan", "indicator", "region_code", "department_code"]
    pairs = targets.join(periods, on="plan", how="inner")
    with_value = pl.col("value").is_not_null()
    passed = pairs.filter((pl.col("target_on") < pl.col("period_end")) & with_value)
    due = pairs.filter(
        pl.when(pl.col("is_over"))
        .then(pl.col("target_on") <= pl.col("period_end"))
        .otherwise(pl.col("target_on") >= pl.col("period_end"))
    ).with_columns(
        nearness=pl.when(pl.col("is_over"))
        .then(-pl.col("target_on").to_physical())
        .otherwise(pl.col("target_on").to_physical())
    )
    ahead = (
        due.sort("nearness")
        .group_by([*line, "quarter"], maintain_order=True)
        .agg(
            pl.col("target_on").first(),
            pl.col("comparator").first(),
            pl.col("value").first().alias("target"),
            pl.col("kind").first().alias("target_kind"),
        )
    )
    behind = (
        passed.sort("target_on")
        .group_by([*line, "quarter"], maintain_order=True)
        .agg(
            pl.col("value").last().alias("floor"),
            pl.col("target_on").last().alias("floor_on"),
            pl.col("comparator").last().alias("floor_comparator"),
            pl.col("kind").last().alias("floor_kind"),
        )
    )
    start = pairs.group_by([*line, "quarter"]).agg(
        pl.col("baseline").drop_nulls().first(),
        pl.col("baseline_on").drop_nulls().first(),
        pl.col("period_end").first(),
        *(
            pl.col(name).filter(pl.col("target_on").is_null()).first().alias(f"undated_{name}")
            for name in ("kind", "value", "comparator")
        ),
    )
    keys = [*line, "quarter"]
    return (
        start.join(ahead, on=keys, how="left", nulls_equal=True)
        .join(behind, on=keys, how="left", nulls_equal=True)
        .with_columns(
            line_from=pl.coalesce("floor", "baseline"),
            line_from_on=pl.coalesce("floor_on", "baseline_on"),
            target_kind=pl.coalesce("target_kind", "floor_kind", "undated_kind"),
            comparator=pl.coalesce("comparator", "floor_comparator", "undated_comparator"),
            # A number without a day is due as it stands, unless dated ones say otherwise.
            target=pl.when(pl.col("target_kind").is_null() & pl.col("floor").is_null())
            .then(pl.col("undated_value"))
            .otherwise(pl.col("target")),
        )
        .drop("baseline", "baseline_on", "floor_comparator", "floor_kind")
        .select(~cs.starts_with("undated_"))
    )


def expected_on_the_line() -> pl.Expr:
    """Where the straight line from (line_from_on, line_from) to (target_on, target) stands at period_end.

    Null without a start: no baseline, no pace (rulings 17). A target to hold is expected in full from the start.
    """
    span = (pl.col("target_on") - pl.col("line_from_on")).dt.total_days()
    gone = (pl.col("period_end") - pl.col("line_from_on")).dt.total_days()
    share = pl.when(span > 0).then((gone / span).clip(0, 1))
    line = pl.col("line_from") + (pl.col("target") - pl.col("line_from")) * share
    return pl.when(pl.col("target_kind") == "hold").then(pl.col("target")).otherwise(line)


def required_pace() -> pl.Expr:
    """Points (or units) a year still needed from the value now to the target at its date; 0 once it is reached."""
    years = (pl.col("target_on") - pl.col("period_end")).dt.total_days() / DAYS_A_YEAR
    missing = pl.col("target") - pl.col("value")
    return pl.when(pl.col("is_met")).then(0.0).when(years > 0).then(missing / years)


def pace_ratio() -> pl.Expr:
    """Change achieved since the line began, over the change that was due by now: 1 is exactly on the line.

    Uses value, line_from, line_from_on, target, target_on, period_end, target_kind. Null without a line: no start, a
    target to hold, a start that is the target already, nothing due yet. Linear in points (statistics.md 3.6).
    Example: from .80 to .90 in two years, .86 after one is 6 points of 5, 1.2.
    """
    due = expected_on_the_line() - pl.col("line_from")
    is_line = (pl.col("target_kind").fill_null("reach") != "hold") & (due.abs() > 1e-9)
    return pl.when(is_line).then((pl.col("value") - pl.col("line_from")) / due)


def pace_class() -> pl.Expr:
    """The pace in a word, by Eurostat's cut points: .95, .6 and 0.

    'met' (is_met), 'base_beyond_target' (the line began on the good side of the target and the value has fallen back:
    a ratio would praise the fall), 'on_track', 'acceleration_needed', 'limited', 'deterioration'; null without a line.
    Uses the columns of `pace_ratio`, and is_met, comparator, direction.
    """
    is_down = pl.col("comparator").eq("<=") | pl.col("direction").eq("down")
    began_beyond = (
        pl.when(is_down).then(pl.col("line_from") < pl.col("target")).otherwise(pl.col("line_from") > pl.col("target"))
    )
    ratio = pace_ratio()
    return (
        pl.when(pl.col("is_met"))
        .then(pl.lit("met"))
        .when(ratio.is_null())
        .then(None)
        .when(began_beyond)
        .then(pl.lit("base_beyond_target"))
        .when(ratio >= 0.95)
        .then(pl.lit("on_track"))
        .when(ratio >= 0.6)
        .then(pl.lit("acceleration_needed"))
        .when(ratio >= 0)
        .then(pl.lit("limited"))
        .otherwise(pl.lit("deterioration"))
    )
