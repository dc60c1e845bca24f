"""Where a unit stands against its plan: the bar it is held to, how sure the shortfall is, and the pace still needed.

Signals D and T of statistics.md 5.1 and rulings.md (Targets and plans): before its date a target is met or not as it
stands, but a shortfall is sure only beyond the milestone, the point of the straight line to it; a target passed is a floor.
"""

from __future__ import annotations

import polars as pl

from metrics.pace import expected_on_the_line, required_pace, targets_in_force
from metrics.placing import laid
from metrics.rates import wilson
from metrics.verdict import first_that_holds

TINY = 1e-9
LEAST_TO_BLAME = 10  # with fewer cases no shortfall is sure (statistics.md 5.3)


def with_interval(rows: pl.DataFrame) -> pl.DataFrame:
    """Add value, low and high to rows of numerator, denominator, value, unit.

    A percent with a denominator gets its Wilson interval; every other unit is a count of the world as it is and gets none.
    Where the numerator exceeds the denominator (a finding of data_quality) the rate stands without an interval.
    """
    x, n = pl.col("numerator"), pl.col("denominator")
    sound = (pl.col("unit") == "percent") & (n > 0) & (x >= 0) & (x <= n)
    value = pl.when(n > 0).then(x / n).when(n.is_null()).then(pl.coalesce("value", x)).otherwise(None)
    asked = rows.select(x=pl.when(sound).then(x).otherwise(0.0), n=pl.when(sound).then(n).otherwise(0.0))
    low, high = wilson(asked["x"].to_numpy(), asked["n"].to_numpy())
    return rows.with_columns(value=value, low=pl.Series(low).fill_nan(None), high=pl.Series(high).fill_nan(None))


def stand(rows: pl.DataFrame, targets: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """Add to every row the target in force, the bar, the pace, signal T and the reason in one code.

    rows: plan, indicator, quarter, region_code, department_code ('*' = all), judged_x, judged_n (what the rate is judged
    on: the quarter's own, or four quarters pooled), numerator, denominator, value, low, high (of judged_x / judged_n), unit,
    direction, series, least_denominator, margin, shares_target (a target set for the whole binds this part too: a rate of
    95 % does, 50 offices connected does not, nor a ratio whose base all departments share).
    targets and periods: see `pace.targets_in_force`.
    Adds target, target_on, comparator, target_kind, floor, expected, bar, milestone (what a sure shortfall is measured
    against), is_met, is_past_deadline, is_few, T, reasons, pace_required, gap, gap_units.
    """
    texts = rows.schema["direction"]  # as the rows hold them, so are they held of the targets
    in_force = targets_in_force(targets, periods).cast({pl.String: texts})
    stood = _within_the_year(_attach_targets(_with_judged_interval(rows), in_force))
    # A floor already passed binds while the next target is still ahead: falling under it is no mere delay.
    stood = stood.with_columns(bar=pl.coalesce("target", "floor"), expected=expected_on_the_line())
    stood = stood.with_columns(
        is_met=_meets(_judged(), pl.col("bar")),
        holds_floor=_meets(_judged(), pl.col("floor"), _slack()).fill_null(True),
        is_in_margin=_meets(_judged(), pl.col("bar"), _slack()),
        is_few=(pl.col("judged_n") < pl.col("least_denominator")).fill_null(False),
    ).with_columns(
        milestone=pl.when(pl.col("holds_floor")).then(pl.coalesce("expected", "bar")).otherwise(pl.col("floor")),
        is_past_deadline=~pl.col("holds_floor") | ~(pl.col("target_on") > pl.col("period_end")).fill_null(False),
    )
    return stood.with_columns(_signal_and_reason(stood, texts)).with_columns(
        pace_required=required_pace(),
        gap=pl.when(_is_down()).then(pl.col("bar") - pl.col("value")).otherwise(pl.col("value") - pl.col("bar")),
        gap_units=_gap_in_cases(),
    )  # fmt: skip


def _with_judged_interval(rows: pl.DataFrame) -> pl.DataFrame:
    """judged_low and judged_high: the Wilson interval of what is judged, the quarter's own where nothing is pooled."""
    is_other = pl.col("judged_n").ne_missing(pl.col("denominator")) | pl.col("judged_x").ne_missing(pl.col("numerator"))
    other = rows.select(is_other).to_series()
    judged = rows.filter(other).select(
        unit="unit", value=pl.lit(None, pl.Float64), numerator=pl.col("judged_x"), denominator=pl.col("judged_n")
    )
    found = laid(with_interval(judged).select("low", "high"), other)
    own = pl.when(~other)
    return rows.with_columns(
        judged_low=own.then("low").otherwise(found["low"]), judged_high=own.then("high").otherwise(found["high"])
    )


def _judged() -> pl.Expr:
    """The rate a verdict is reached on; the value as it is where there is no rate."""
    return pl.when(pl.col("judged_n") > 0).then(pl.col("judged_x") / pl.col("judged_n")).otherwise(pl.col("value"))


def _meets(value: pl.Expr, bar: pl.Expr, slack: pl.Expr | float = 0.0) -> pl.Expr:
    """Does the value stand on the good side of the bar, a tiny or stated slack allowed? Null where either is missing."""
    return pl.when(_is_at_most()).then(value <= bar + slack + TINY).otherwise(value >= bar - slack - TINY)


def _is_at_most() -> pl.Expr:
    return pl.col("comparator").eq("<=") | (pl.col("comparator").eq("=") & pl.col("direction").eq("down"))


def _beyond(bar: pl.Expr, *, bad_side: bool, slack: pl.Expr | float) -> pl.Expr:
    """The whole interval lies on one side of the bar; a census value without an interval speaks for itself."""
    low, high = pl.coalesce("judged_low", "value"), pl.coalesce("judged_high", "value")
    below, above = high < bar - slack - TINY, low > bar + slack + TINY
    at_most = pl.when(_is_at_most())
    return (at_most.then(above).otherwise(below) if bad_side else at_most.then(below).otherwise(above)).fill_null(False)


def _within_the_year(rows: pl.DataFrame) -> pl.DataFrame:
    """A figure that starts anew each 1 January runs from nothing to the year's target; last year's is no floor for it."""
    anew = pl.col("series") == "year_to_date"
    new_year = pl.date(pl.col("period_end").dt.year() - 1, 12, 31)
    return rows.with_columns(
        floor=pl.when(~anew).then(pl.col("floor")),
        line_from=pl.when(anew).then(0.0).otherwise(pl.col("line_from")),
        line_from_on=pl.when(anew).then(new_year).otherwise(pl.col("line_from_on")),
    )


def _is_down() -> pl.Expr:
    return pl.col("comparator").eq("<=") | pl.col("direction").eq("down")


def _slack() -> pl.Expr:
    """The card's margin, given in cases, as a difference of rates (or of counts where there is no denominator)."""
    margin = pl.col("margin").fill_null(0.0)
    return pl.when(pl.col("denominator") > 0).then(margin / pl.col("denominator")).otherwise(margin)


def _gap_in_cases() -> pl.Expr:
    """Whole cases short of the bar (negative) or beyond it: 还差 37 份. Null without a denominator."""
    need = pl.col("bar") * pl.col("denominator")
    up = pl.col("numerator") - (need - TINY).ceil()
    down = (need + TINY).floor() - pl.col("numerator")
    by_rate = pl.when(_is_down()).then(down).otherwise(up)
    by_count = pl.when(_is_down()).then(pl.col("bar") - pl.col("value")).otherwise(pl.col("value") - pl.col("bar"))
    return pl.when(pl.col("denominator") > 0).then(by_rate).when(pl.col("unit") == "count").then(by_count)


def _attach_targets(rows: pl.DataFrame, in_force: pl.DataFrame) -> pl.DataFrame:
    """Give each row the target meant for it: its own region and department first, then region, department, whole plan."""
    values = ["target", "target_on", "comparator", "target_kind", "floor", "line_from", "line_from_on"]
    region, department = pl.col("region_code"), pl.col("department_code")
    kinds = [
        (region.is_not_null() & department.is_not_null(), ["region_code", "department_code"]),
        (region.is_not_null() & department.is_null(), ["region_code"]),
        (region.is_null() & department.is_not_null(), ["department_code"]),
        (region.is_null() & department.is_null(), []),
    ]
    found, present = rows, []
    for i, (is_kind, own) in enumerate(kinds):
        lines = in_force.filter(is_kind).select(
            "plan", "indicator", "quarter", *own, pl.struct(values).alias(f"line_{i}")
        )  # fmt: skip
        if lines.is_empty() and i < len(kinds) - 1:
            continue  # a join of every row for nothing: most plans set no target for a single office
        present.append(f"line_{i}")
        found = found.join(lines, on=["plan", "indicator", "quarter", *own], how="left")
        if "department_code" not in own:  # a promise made for the whole binds a part only where it can
            found = found.with_columns(pl.when(pl.col("shares_target")).then(pl.col(f"line_{i}")).alias(f"line_{i}"))
    # Taken from one line as a whole: a region's own target must not be mixed with the plan's date.
    return found.with_columns(pl.coalesce(present).alias("line")).drop(present).unnest("line")


def _signal_and_reason(rows: pl.DataFrame, texts: pl.DataType) -> list[pl.Series]:
    """T and its reason, the first line that fits; no T where there is nothing to weigh."""
    lines = _lines()
    which = rows.select(first_that_holds([holds for holds, _, _ in lines])).to_series()
    told = zip(("T", "reasons"), list(zip(*lines, strict=True))[1:], strict=True)
    return [pl.Series(name, words, dtype=texts).gather(which) for name, words in told]


def _lines() -> list[tuple[pl.Expr, str | None, str]]:
    """How a figure may stand, read from the top: when that is so, T, and the reason in one code."""
    value = pl.col("value")
    ahead = ~pl.col("is_past_deadline")
    on_line = _meets(_judged(), pl.col("expected")).fill_null(False)
    enough = (pl.col("judged_n") >= LEAST_TO_BLAME).fill_null(True)
    # The margin matters most at 100 %: there one missing case puts the whole interval below the bar.
    sure = _beyond(pl.col("milestone"), bad_side=True, slack=_slack()) & enough
    surely_met = _beyond(pl.col("bar"), bad_side=False, slack=0.0) & pl.col("judged_low").is_not_null()
    return [
        (value.is_null() & (pl.col("denominator") == 0).fill_null(False), None, "NOTHING_DUE"),
        (value.is_null(), None, "NOT_REPORTED"),
        (pl.col("bar").is_null() & pl.col("target_kind").is_not_null(), "T0", "NO_THRESHOLD"),
        (pl.col("bar").is_null(), "T0", "NO_TARGET"),
        (pl.col("is_over") & pl.col("is_met"), "T2", "MET"),
        (pl.col("is_over"), "T4", "NOT_MET"),
        (pl.col("is_met") & pl.col("holds_floor") & surely_met, "T1", "MET"),
        (pl.col("is_met") & pl.col("holds_floor"), "T2", "MET"),
        (pl.col("is_in_margin") & pl.col("holds_floor"), "T3", "WITHIN_MARGIN"),
        (pl.col("holds_floor") & ahead & on_line, "T3", "ON_PACE"),
        (~pl.col("holds_floor") & sure, "T4", "SURELY_UNDER_FLOOR"),
        (~pl.col("holds_floor"), "T3", "UNDER_FLOOR"),
        (ahead & pl.col("expected").is_null() & sure, "T4", "BELOW_TARGET_NO_PACE"),
        (ahead & pl.col("expected").is_null(), "T3", "BELOW_TARGET_NO_PACE"),
        (sure & ahead, "T4", "SURELY_BEHIND_PACE"),
        (sure, "T4", "SURELY_BELOW_TARGET"),
        (ahead, "T3", "BEHIND_PACE"),
        (pl.lit(True), "T3", "BELOW_TARGET"),
    ]
