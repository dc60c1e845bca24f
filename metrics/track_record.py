"""Did the chances hold? What was said of targets whose date has passed, beside what came, and beside two rules of thumb."""

from __future__ import annotations

import polars as pl

from metrics import forecast, prospect
from metrics.history import read_history
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
}  # fmt: skip
SAID = ("p_met", "p_met_worse", "last_value", "straight_line")
BRIER = {
    "p_met": "brier",
    "p_met_worse": "brier_worse",
    "last_value": "brier_last_value",
    "straight_line": "brier_straight_line",
}


def look_back(rows: pl.DataFrame, due: pl.DataFrame) -> pl.DataFrame:
    """One row per passed target and number of quarters before it with a figure then: the columns of stat_target_history.

    rows: of prospect.look_ahead (KEY, quarter, value, denominator, unit, series). due: plan, KEY, quarter of the target
    date, target_on, target, comparator ('>=', '<=', or '=', which goes by direction), direction, came. The chance is that of
    forecast.outlook from the figures up to then; how far forecasts miss is learned from the whole history, which flatters a
    little. last_value: things stay as they are. straight_line: the change over the year before goes on to the date.
    What counts anew each year has no forecast and is left out.
    """
    known = rows.filter(pl.col("value").is_not_null() & (pl.col("series") != "year_to_date"))
    if known.is_empty() or due.is_empty():
        return pl.DataFrame(schema=NOTHING)
    points = known.select(*prospect.KEY, "value", "denominator", "unit", period_index=prospect.index(pl.col("quarter")))
    befores = pl.DataFrame({"quarters_before": BEFORE}, schema={"quarters_before": pl.Int32})
    aims = due.with_columns(deadline_index=prospect.index(pl.col("quarter"))).join(befores, how="cross")
    aims = aims.with_columns(as_of_index=pl.col("deadline_index") - pl.col("quarters_before"))
    at = [
        points.select(*prospect.KEY, as_of_index=pl.col("period_index") + back, **{name: "value"})
        for name, back in (("value_then", 0), ("value_before", QUARTERS_A_YEAR))
    ]
    by = [*prospect.KEY, "as_of_index"]
    aims = aims.join(at[0], on=by, how="inner").join(at[1], on=by, how="left")
    told = forecast.outlook(read_history(points, prospect.KEY), aims).with_columns(
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
    Intervals: Wilson, 95 %. Units of one indicator share what moved them all, so the intervals are too narrow rather than
    too wide.
    """
    met = pl.col("is_met").cast(pl.Float64)
    place = (pl.col("p_met") * len(CLASSES)).floor().clip(0, len(CLASSES) - 1).cast(pl.Int64)
    named = place.replace_strict(list(range(len(CLASSES))), list(CLASSES), return_dtype=pl.String)
    history = history.filter(pl.col("p_met").is_not_null())
    every = pl.concat([history, history.with_columns(indicator=pl.lit("*"))]).with_columns(_met=met, _class=named)
    by = ["indicator", "quarters_before"]
    counted = [
        pl.len().cast(pl.Int32).alias("n"), pl.col("_met").sum().cast(pl.Int32).alias("n_met"),
        pl.col("p_met").mean().alias("mean_p"), pl.col("_met").mean().alias("share_met"),
    ]  # fmt: skip
    briers = [((pl.col(said) - pl.col("_met")) ** 2).mean().alias(BRIER[said]) for said in SAID]
    whole = every.group_by(by).agg(*counted, *briers).with_columns(pl.lit("*").alias("class"))
    classed = every.group_by([*by, "_class"]).agg(*counted).rename({"_class": "class"})
    found = pl.concat([whole, classed], how="diagonal").sort(*by, "class")
    low, high = wilson(found["n_met"].to_numpy(), found["n"].to_numpy())
    return found.with_columns(met_low=pl.Series(low, dtype=pl.Float64), met_high=pl.Series(high, dtype=pl.Float64))
