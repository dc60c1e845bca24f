"""The one series of the indicator page as the build saw it: charted against its own past, and looked ahead from.

Verdicts and the numbers at the deadline are stored; the single points between are worked out here, by the same functions
and from the same rows, for one series only.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from dashboard.access import Scope
from dashboard.reads import base, indicator
from metrics import control, forecast, history, trend

KEY = ["indicator"]
RULES = ("outside", "shift", "trend", "two_of_three")
BANDS = ("mean", "low80", "high80", "low95", "high95")


@base.kept
def chart(scope: Scope) -> pl.DataFrame:
    """The points up to the chosen quarter, months where the indicator has months, each against the final limits.

    Of a stock the net change, as in the verdict. Columns: period, period_end, value, centre, lower, upper (as drawn),
    variation (V1 better, V2 common, V3 worse), chart, rules (those the point breaks, by comma). No row where the indicator
    is not charted.
    """
    card = indicator.card(scope)
    if card is None or card["series"] not in ("flow", "stock"):
        return pl.DataFrame()
    is_stock = card["series"] == "stock"
    rows = _rows(scope, is_stock=is_stock)
    if rows.is_empty():
        return pl.DataFrame()
    if is_stock:
        rows = trend.net_change(rows.with_columns(indicator=pl.lit(card["indicator"]), unit=pl.lit(card["unit"])), KEY)
    told = control.chart_one(
        rows["period_index"].to_list(), rows["value"].to_list(), rows["denominator"].to_list(),
        unit=None if is_stock else card["unit"], direction=card["direction"] or "none",
        one_case=rows["one_case"].to_list() if is_stock else None, convention=control.OF_CHANGES if is_stock else control.OURS,
    )  # fmt: skip
    return rows.select("period", "period_end", "value").hstack(
        [
            pl.Series("centre", told.centre, dtype=pl.Float64),
            pl.Series("variation", told.variation, dtype=pl.String),
            pl.Series("chart", told.chart, dtype=pl.String),
            pl.Series("lower", told.lower, dtype=pl.Float64),
            pl.Series("upper", told.upper, dtype=pl.Float64),
            pl.Series("rules", [",".join(rule for rule in RULES if rule in broken) for broken in told.rules]),
        ]
    )


def _rows(scope: Scope, *, is_stock: bool) -> pl.DataFrame:
    """Months of the quarters that were judged, else those quarters themselves; period_index counts them through."""
    quarters = indicator.series(scope)
    judged = quarters if is_stock else quarters.filter(pl.col("value").is_not_null())
    wanted = set(judged["period"])
    months = indicator.months(scope, indicator.quarter_end(scope.quarter))
    own = [f"{day.year}Q{(day.month + 2) // 3}" in wanted for day in months["period_end"]]
    if any(own):
        rows = months.filter(pl.Series(own, dtype=pl.Boolean))
        index = [int(period[:4]) * 12 + int(period[5:]) for period in rows["period"]]
    else:
        rows, index = judged, [int(period[:4]) * 4 + int(period[5:]) - 1 for period in judged["period"]]
    return rows.select("period", "period_end", "value", "denominator").with_columns(
        pl.Series("period_index", index, dtype=pl.Int64)
    )


def is_monthly(points: pl.DataFrame) -> bool:
    """Whether the points are months."""
    return not points.is_empty() and "-" in points["period"][0]


@base.kept
def fan(scope: Scope) -> pl.DataFrame:
    """The quarters from the chosen one to the target's date: period_end, mean, low80, high80, low95, high95.

    The first row is the chosen quarter itself, the last the stored forecast at the deadline, which was widened by what
    all series taught; those between are widened in the same measure. No row where no forecast is stored.
    """
    now = indicator.now(scope)
    card = indicator.card(scope)
    if now is None or card is None or now["forecast"] is None or now["value"] is None or now["target_on"] is None:
        return pl.DataFrame()
    ends = _quarters_after(now["period_end"], now["target_on"])
    stored = {"mean": now["forecast"], **{band: now[f"forecast_{band}"] for band in BANDS[1:]}}
    rows = _looked_ahead(scope, card["unit"], len(ends))
    between = _widened(rows, stored, card["unit"]) if rows.height == len(ends) else rows.clear()
    every = [
        dict.fromkeys(BANDS, now["value"]),
        *between.head(len(ends) - 1).select(BANDS).to_dicts(),
        stored,
    ]
    days = [now["period_end"], *(ends[:-1] if between.height else []), ends[-1]]
    return pl.DataFrame([{"period_end": day, **row} for day, row in zip(days, every, strict=True)])


def _looked_ahead(scope: Scope, unit: str | None, horizon: int) -> pl.DataFrame:
    known = indicator.series(scope).filter(pl.col("value").is_not_null())
    rows = known.select(
        "value", "denominator", period_index=_quarter_index(pl.col("period")),
        indicator=pl.lit(scope.indicator), unit=pl.lit(unit, dtype=pl.String),
    )  # fmt: skip
    seen = history.read_history(rows, KEY)
    return forecast.fan(seen, horizon).select("period_index", *BANDS)


def _widened(rows: pl.DataFrame, stored: dict[str, float], unit: str | None) -> pl.DataFrame:
    """Every band moved and stretched so that its last point is the stored one."""
    own = rows.row(-1, named=True)
    share = (pl.int_range(1, pl.len() + 1) / pl.len()) * (stored["mean"] - own["mean"])
    low, high = (0.0, 1.0) if unit == "percent" else (0.0, None)
    mean = (pl.col("mean") + share).clip(low, high)
    stretched = [
        (mean + (pl.col(band) - pl.col("mean")) * _ratio(stored[band] - stored["mean"], own[band] - own["mean"]))
        .clip(low, high)
        .alias(band)
        for band in BANDS[1:]
    ]
    return rows.with_columns(mean.alias("mean"), *stretched)


def _ratio(wanted: float, own: float) -> float:
    return wanted / own if abs(own) > 1e-12 and wanted * own > 0 else 1.0


def _quarter_index(period: pl.Expr) -> pl.Expr:
    return period.str.slice(0, 4).cast(pl.Int64) * 4 + period.str.slice(5).cast(pl.Int64) - 1


def _quarters_after(since: date, until: date) -> list[date]:
    """Last days of the quarters after one, up to that of the deadline."""
    first, last = since.year * 4 + (since.month - 1) // 3 + 1, until.year * 4 + (until.month - 1) // 3
    return [indicator.quarter_end(f"{n // 4}Q{n % 4 + 1}") for n in range(first, last + 1)]
