"""Did the chances hold? What was said of targets whose date has passed, beside what came, and beside two rules of thumb."""

from __future__ import annotations

import polars as pl

from metrics import forecast, prospect
from metrics.rates import wilson

TINY = 1e-9
CLASSES = ("0-20", "20-40", "40-60", "60-80", "80-100")
QUARTERS_A_YEAR = 4
BEFORE = (1, 2, 4, 8)
NOTHING = {
    **dict.fromkeys(("plan", "indicator", "region_code", "department_code", "family"), pl.String), "target_on": pl.Date,
    "target": pl.Float64, "comparator": pl.String, "quarters_before": pl.Int32, "said_in": pl.String,
    **dict.fromkeys(("value_then", "p_met", "p_met_worse"), pl.Float64), "reason": pl.String,
    **dict.fromkeys(("last_value", "straight_line", "came"), pl.Float64), "is_met": pl.Boolean,
    "stands_alone": pl.Boolean,
}  # fmt: skip
BRIER = {
    "p_met": "brier",
    "p_met_worse": "brier_worse",
    "last_value": "brier_last_value",
    "straight_line": "brier_straight_line",
}


def look_back(rows: pl.DataFrame, due: pl.DataFrame, known: prospect.Past | None = None) -> pl.DataFrame:
    """One row per passed target and number of quarters before it with a figure then: the columns of stat_target_history,
    and stands_alone (see forecast.outlook).

    rows: of prospect.look_ahead (KEY, quarter, value, denominator, unit, series). due: plan, KEY, quarter of the target
    date, target_on, target, comparator ('>=', '<=', or '=', which goes by direction), direction, came. The chance is that of
    forecast.outlook from the figures up to then, as they are known now: models, peers' course and how far forecasts miss
    are all learned from what had come true by then. last_value: things stay as they are. straight_line: the change over the
    year before goes on to the date.
    What counts anew each year has no forecast and is left out. known: the rows where they have been read (prospect.past).
    """
    if due.is_empty() or rows["value"].null_count() == rows.height:
        return pl.DataFrame(schema=NOTHING)
    known = prospect.past(rows) if known is None else known
    points = known.numbered.filter(pl.col("series") != "year_to_date")
    befores = pl.DataFrame({"quarters_before": BEFORE}, schema={"quarters_before": pl.Int32})
    aims = due.with_columns(deadline_index=prospect.index(pl.col("quarter"))).join(befores, how="cross")
    aims = aims.with_columns(as_of_index=pl.col("deadline_index") - pl.col("quarters_before"))
    at = [
        points.select(*prospect.KEY, as_of_index=pl.col("period_index") + back, **{name: "value"})
        for name, back in (("value_then", 0), ("value_before", QUARTERS_A_YEAR))
    ]
    by = [*prospect.KEY, "as_of_index"]
    aims = aims.join(at[0], on=by, how="inner").join(at[1], on=by, how="left")
    told = forecast.outlook(known.history, aims, learned=known.learned).with_columns(
        p_met_worse="p_worse", reason="forecast_reason", said_in=prospect.label(pl.col("as_of_index"))
    )
    return _with_rules_of_thumb(told).select(list(NOTHING))


def _with_rules_of_thumb(rows: pl.DataFrame) -> pl.DataFrame:
    is_most = (pl.col("comparator") == "<=") | (pl.col("comparator").ne_missing(">=") & (pl.col("direction") == "down"))

    def meets(value: pl.Expr) -> pl.Expr:
        return pl.when(is_most).then(value <= pl.col("target") + TINY).otherwise(value >= pl.col("target") - TINY)

    pace = (pl.col("value_then") - pl.col("value_before")).fill_null(0)
    ahead = pl.col("value_then") + pace * pl.col("quarters_before") / QUARTERS_A_YEAR
    return rows.with_columns(
        is_met=meets(pl.col("came")),
        last_value=meets(pl.col("value_then")).cast(pl.Float64),
        straight_line=meets(ahead).cast(pl.Float64),
    )


def calibration(history: pl.DataFrame) -> pl.DataFrame:
    """One row per indicator ('*': all), quarters before and class of the said chance ('*': all): stat_target_calibration.

    history: of look_back; rows without a chance are left out. The Brier score (Brier 1950, Mon Weather Rev 78:1) is the
    mean squared distance between what was said (0-1) and what came (1 met, 0 not): 0 is perfect, 0.25 is tossing a coin.
    Intervals: Wilson, 95 %, of as many targets as they are worth: units of one indicator share what moves them all, so
    that a hundred counties on one day are far from a hundred trials. Lots are indicators over all of them, target dates
    within one; n is divided by the design effect (Kish 1965) of lots, and one lot alone is worth one trial.
    """
    met = pl.col("is_met").cast(pl.Float64)
    place = (pl.col("p_met") * len(CLASSES)).floor().clip(0, len(CLASSES) - 1).cast(pl.Int64)
    named = place.replace_strict(list(range(len(CLASSES))), list(CLASSES), return_dtype=pl.String)
    history = history.filter(pl.col("p_met").is_not_null())
    own = history.with_columns(_lot=pl.col("target_on").cast(pl.String))
    all_of_them = history.with_columns(_lot=pl.col("indicator"), indicator=pl.lit("*"))
    every = pl.concat([own, all_of_them]).with_columns(_met=met, _class=named)
    whole = _counted(every, ["indicator", "quarters_before"]).with_columns(pl.lit("*").alias("class"))
    classed = (
        _counted(every, ["indicator", "quarters_before", "_class"]).rename({"_class": "class"}).drop(BRIER.values())
    )
    found = pl.concat([whole, classed], how="diagonal").sort("indicator", "quarters_before", "class")
    worth = found["_worth"].to_numpy()
    low, high = wilson(found["share_met"].to_numpy() * worth, worth)
    told = found.with_columns(met_low=pl.Series(low, dtype=pl.Float64), met_high=pl.Series(high, dtype=pl.Float64))
    return told.drop("_worth")


def _counted(rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Counts, shares and scores by group, and how many independent targets the group is worth (_worth)."""
    off = pl.col("_met") - pl.col("_met").mean().over(by)
    lots = (
        rows.with_columns(_off=off)
        .group_by([*by, "_lot"])
        .agg(_sum=pl.col("_off").sum(), _own=(pl.col("_off") ** 2).sum())
    )
    shared = lots.group_by(by).agg(
        _effect=(pl.col("_sum") ** 2).sum() * pl.len() / (pl.len() - 1) / pl.col("_own").sum(), _lots=pl.len()
    )
    counted = rows.group_by(by).agg(
        n=pl.len().cast(pl.Int32), n_met=pl.col("_met").sum().cast(pl.Int32), mean_p=pl.col("p_met").mean(),
        share_met=pl.col("_met").mean(),
        **{name: ((pl.col(said) - pl.col("_met")) ** 2).mean() for said, name in BRIER.items()},
    )  # fmt: skip
    effect = (
        pl.when(pl.col("_lots") < 2).then(pl.col("n")).otherwise(pl.col("_effect").fill_nan(1.0).clip(1.0, pl.col("n")))
    )
    return counted.join(shared, on=by).with_columns(_worth=pl.col("n") / effect).drop("_effect", "_lots")
