"""One judgement per plan, indicator, quarter, region and department: first reading.

At this stage a unit is weighed against the plan alone: its value with a Wilson interval against the target in
force, and its pace on the straight line to that target. Comparison with peers, variation over time and forecast
come with the full verdict; until then pages call this 初判 (preliminary).
"""

from __future__ import annotations

import polars as pl

from metrics.pace import expected_on_the_line, required_pace, targets_in_force
from metrics.rates import wilson

KEY = ["plan", "indicator", "region_code", "department_code"]
TINY = 1e-9
LEAST_TO_NAME = 30  # cases behind a 滞后 that may be named (rulings, nameable)


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


def _meets(value: pl.Expr, bar: pl.Expr, slack: pl.Expr | float = 0.0) -> pl.Expr:
    """Does the value stand on the good side of the bar, a tiny or stated slack allowed? Null where either is missing."""
    worse_is_more = pl.col("comparator").eq("<=") | (pl.col("comparator").eq("=") & pl.col("direction").eq("down"))
    return pl.when(worse_is_more).then(value <= bar + slack + TINY).otherwise(value >= bar - slack - TINY)


def _surely_misses(bar: pl.Expr) -> pl.Expr:
    """The whole interval lies on the bad side of the bar by more than the card's margin; a census value speaks for itself.

    The margin matters most at 100 %: there one missing case puts the whole interval below the bar.
    """
    low, high = pl.coalesce("low", "value"), pl.coalesce("high", "value")
    worse_is_more = pl.col("comparator").eq("<=") | (pl.col("comparator").eq("=") & pl.col("direction").eq("down"))
    slack = _slack() + TINY
    return pl.when(worse_is_more).then(low > bar + slack).otherwise(high < bar - slack)


def judge(rows: pl.DataFrame, targets: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """Judge every row at once.

    rows: plan, indicator, quarter, region_code, department_code ('*' = all), numerator, denominator, value, n_rows, origin,
    blank, unit, direction, series, least_denominator, margin, family, shares_target (a target set for the whole binds
    this part too: a rate of 95 % does, 50 offices connected does not, nor a ratio whose base all departments share).
    targets and periods: see `pace.targets_in_force`; periods also carry quarter_index (consecutive integers) and must
    name every quarter of a plan once.
    Returns the columns of stat_judgement. Source of the words: rulings.md, Targets and plans 17-19 and Verdicts.
    """
    rows = with_interval(rows).join(periods, on=["plan", "quarter"], how="inner")
    judged = _within_the_year(_attach_targets(rows, targets_in_force(targets, periods)))
    # A floor already passed binds while the next target is still ahead: falling under it is no mere delay.
    bar = pl.coalesce("target", "floor")
    judged = judged.with_columns(bar=bar, expected=expected_on_the_line()).with_columns(
        is_met=_meets(pl.col("value"), pl.col("bar")),
        holds_floor=_meets(pl.col("value"), pl.col("floor"), _slack()).fill_null(True),
        is_in_margin=_meets(pl.col("value"), pl.col("bar"), _slack()),
    )
    judged = judged.with_columns(_word_and_reasons()).unnest("verdict")
    judged = judged.with_columns(
        pace_required=required_pace(),
        gap=pl.when(_is_down()).then(pl.col("bar") - pl.col("value")).otherwise(pl.col("value") - pl.col("bar")),
        gap_units=_gap_in_cases(),
        blank=pl.when(pl.col("value").is_null()).then(pl.coalesce("blank", pl.lit("not_returned"))),
    )
    return _look_back(judged).select(COLUMNS).sort([*KEY, "quarter"])


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


def _word_and_reasons() -> pl.Expr:
    """The first line that fits gives word and reason; order matters (rulings.md, Verdicts, reduced to T, S and pace)."""

    def verdict(word: str | None, reason: str) -> pl.Expr:
        return pl.struct(word=pl.lit(word, dtype=pl.String), reasons=pl.lit(reason))

    value, over = pl.col("value"), pl.col("is_over")
    few = (pl.col("denominator") < pl.col("least_denominator")).fill_null(False)
    before_deadline = (pl.col("target_on") > pl.col("period_end")).fill_null(False)
    on_line = _meets(value, pl.col("expected")).fill_null(False)
    sure = _surely_misses(
        pl.when(pl.col("holds_floor")).then(pl.coalesce("expected", "bar")).otherwise(pl.col("floor"))
    )
    return (
        pl.when(value.is_null() & (pl.col("denominator") == 0).fill_null(False))
        .then(verdict("insufficient", "NOTHING_DUE"))
        .when(value.is_null())
        .then(verdict("insufficient", "NOT_REPORTED"))
        .when(pl.col("bar").is_null() & pl.col("target_kind").is_not_null())
        .then(verdict(None, "NO_THRESHOLD"))
        .when(pl.col("bar").is_null())
        .then(verdict(None, "NO_TARGET"))
        .when(few)
        .then(verdict("insufficient", "TOO_FEW"))
        .when(over & pl.col("is_met"))
        .then(verdict("met", "MET"))
        .when(over)
        .then(verdict("not_met", "NOT_MET"))
        .when(pl.col("is_met") & pl.col("holds_floor"))
        .then(verdict("met", "MET"))
        .when(pl.col("is_in_margin") & pl.col("holds_floor"))
        .then(verdict("watch", "WITHIN_MARGIN"))
        .when(pl.col("holds_floor") & before_deadline & on_line)
        .then(verdict("on_course", "ON_PACE"))
        .when(~pl.col("holds_floor") & sure)
        .then(verdict("lagging", "SURELY_UNDER_FLOOR"))
        .when(~pl.col("holds_floor"))
        .then(verdict("watch", "UNDER_FLOOR"))
        .when(before_deadline & pl.col("expected").is_null())
        .then(verdict("watch", "BELOW_TARGET_NO_PACE"))
        .when(sure & before_deadline)
        .then(verdict("lagging", "SURELY_BEHIND_PACE"))
        .when(sure)
        .then(verdict("lagging", "SURELY_BELOW_TARGET"))
        .when(before_deadline)
        .then(verdict("watch", "BEHIND_PACE"))
        .otherwise(verdict("watch", "BELOW_TARGET"))
        .alias("verdict")
    )


def _look_back(rows: pl.DataFrame) -> pl.DataFrame:
    """Add what the same unit showed a quarter and four quarters ago, and how often it lagged in the last three.

    Joined by quarter number, not by row order: a missing quarter stays missing and is never closed up.
    """
    past = rows.select(*KEY, "quarter_index", "value", "word")

    def ago(k: int, **columns: str) -> pl.DataFrame:
        return past.select(*KEY, pl.col("quarter_index") + k, *(pl.col(c).alias(n) for n, c in columns.items()))

    keys = [*KEY, "quarter_index"]
    rows = (
        rows.join(ago(1, previous_value="value", previous_word="word"), on=keys, how="left")
        .join(ago(2, word_before="word"), on=keys, how="left")
        .join(ago(4, value_year_ago="value"), on=keys, how="left")
    )
    lagged = [
        (pl.col(c) == "lagging").fill_null(False).cast(pl.Int32) for c in ("word", "previous_word", "word_before")
    ]
    n_lagging = pl.sum_horizontal(lagged)
    big_enough = (pl.col("denominator") >= LEAST_TO_NAME).fill_null(False)
    return rows.with_columns(
        n_lagging_of_three=n_lagging,
        is_nameable=(pl.col("word") == "lagging").fill_null(False) & (n_lagging >= 2) & big_enough,
        pace_achieved=pl.col("value") - pl.col("value_year_ago"),
    )


COLUMNS = [
    "plan", "indicator", "quarter", "period_end", "region_code", "department_code", "family",
    "numerator", "denominator", "value", "low", "high", "n_rows", "origin",
    "target", "target_on", "comparator", "target_kind", "floor", "expected", "pace_required", "pace_achieved",
    "gap", "gap_units", "previous_value", "previous_word", "word", "reasons", "n_lagging_of_three", "is_nameable", "blank",
]  # fmt: skip
