"""The points behind a stored verdict: the same limits as the build's, and a fan that ends where the stored forecast does."""

import datetime as dt
import itertools

import plotly.graph_objects as go
import polars as pl
import pytest

from dashboard import words
from dashboard.access import Scope
from dashboard.charts import forecast as forecast_chart
from dashboard.charts import process as process_chart
from dashboard.reads import indicator, process
from metrics import control

NUMBER = itertools.count()  # reads are kept by scope
QUARTERS = [f"{year}Q{n}" for year in range(2020, 2026) for n in (1, 2, 3, 4)]
VALUES = [0.90 + 0.01 * ((i * 7) % 5) for i in range(18)] + [0.80, 0.79, 0.80, 0.78, 0.79, 0.80]


@pytest.fixture(autouse=True)
def chinese():
    words.use("zh")


@pytest.fixture
def office(monkeypatch):
    """One office with quarterly figures only; what differs is given."""

    def made(card=None, now=None, months=None):
        quarters = pl.DataFrame({"period": QUARTERS, "value": VALUES, "denominator": [200.0] * 24}).with_columns(
            period_end=pl.Series([indicator.quarter_end(q) for q in QUARTERS])
        )
        told = {"indicator": "X", "unit": "percent", "direction": "up", "series": "flow"} | (card or {})
        empty = pl.DataFrame(
            schema={"period": pl.String, "period_end": pl.Date, "value": pl.Float64, "denominator": pl.Float64}
        )
        monkeypatch.setattr(indicator, "card", lambda scope: told)
        monkeypatch.setattr(indicator, "series", lambda scope: quarters)
        monkeypatch.setattr(indicator, "months", lambda scope, until: empty if months is None else months)
        monkeypatch.setattr(indicator, "now", lambda scope: now)
        return Scope(snapshot=f"made-{next(NUMBER)}", quarter="2025Q4", indicator="X")

    return made


def test_the_last_limits_are_those_the_verdict_was_made_with(office):
    points = process.chart(office())
    rows = pl.DataFrame({"k": ["a"] * 24, "period_index": range(24), "value": VALUES, "denominator": [200.0] * 24})
    seen = control.as_seen(rows.with_columns(unit=pl.lit("percent")), ["k"]).row(-1, named=True)
    last = points.row(-1, named=True)
    assert [last[k] for k in ("centre", "lower")] == pytest.approx([seen["centre"], seen["drawn_lower"]])
    assert last["variation"] == seen["variation"] == "V3" and "outside" in last["rules"]


def test_of_a_stock_the_net_change_is_charted(office):
    points = process.chart(office(card={"series": "stock"}))
    assert points["value"][0] is None and points["value"][1] == pytest.approx(VALUES[1] - VALUES[0])


def test_of_a_stock_that_hardly_moves_the_points_are_drawn_without_limits_or_marks(office):
    cases = [130] * 9 + [131] * 5 + [132, 132, 129]
    days = [dt.date(2024 + n // 12, n % 12 + 1, 28) for n in range(17)]
    months = pl.DataFrame(
        {"period": [f"{day:%Y-%m}" for day in days], "period_end": days, "value": [n / 139 for n in cases]}
    ).with_columns(denominator=pl.lit(139.0))
    points = process.chart(office(card={"series": "stock"}, months=months))
    assert set(points["chart"]) == {"none"} and points["rules"].to_list() == [""] * 17
    drawn = process_chart.draw(points, unit="percent", is_net=True)
    assert [trace["name"] for trace in drawn["data"]] == [words.t("figures.common")]


def test_what_starts_anew_each_year_is_not_charted(office):
    assert process.chart(office(card={"series": "year_to_date"})).is_empty()


def test_months_are_taken_where_there_are_months(office):
    months = pl.DataFrame(
        {
            "period": ["2025-11", "2025-12"],
            "period_end": [dt.date(2025, 11, 30), dt.date(2025, 12, 31)],
            "value": [0.9, 0.8],
            "denominator": [70.0, 60.0],
        }
    )
    points = process.chart(office(months=months))
    assert points["period"].to_list() == ["2025-11", "2025-12"] and process.is_monthly(points)


NOW = {
    "period_end": dt.date(2025, 12, 31), "target_on": dt.date(2026, 12, 31), "value": 0.80, "forecast": 0.81, "forecast_low80": 0.77,
    "forecast_high80": 0.85, "forecast_low95": 0.74, "forecast_high95": 0.88,
}  # fmt: skip


def test_the_fan_starts_at_the_quarter_and_ends_at_the_stored_forecast(office):
    fan = process.fan(office(now=NOW))
    assert fan["period_end"].to_list() == [
        dt.date(2025, 12, 31),
        *(indicator.quarter_end(f"2026Q{n}") for n in (1, 2, 3, 4)),
    ]
    assert fan.row(0)[1:] == (0.80,) * 5 and fan.row(-1)[1:] == (0.81, 0.77, 0.85, 0.74, 0.88)
    inside = fan.select(
        ok=(pl.col("low95") <= pl.col("low80"))
        & (pl.col("low80") <= pl.col("mean"))
        & (pl.col("mean") <= pl.col("high80"))
        & (pl.col("high80") <= pl.col("high95"))
    )
    assert inside["ok"].all()


def test_without_a_stored_forecast_there_is_no_fan(office):
    fan = process.fan(office(now=NOW | {"forecast": None}))
    assert fan.is_empty() and forecast_chart.traces(fan.to_dicts(), "percent") == []


def test_points_beyond_chance_are_told_by_shape_and_the_limits_once(office):
    drawn = process_chart.draw(process.chart(office()), unit="percent", is_net=False, bar=0.95)
    named = [trace for trace in drawn["data"] if trace["name"] == words.t("figures.worse")]
    assert named and all(trace["marker"]["symbol"] == "triangle-down" for trace in named)
    assert sum(trace.get("showlegend", True) for trace in named) == 1
    limits = [trace for trace in drawn["data"] if trace["name"] == words.t("figures.limits")]
    assert [len(trace["x"]) for trace in limits] == [2, 2]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_charts_are_valid_plotly_in_both_languages(office, lang):
    words.use(lang)
    scope = office(now=NOW)
    go.Figure(process_chart.draw(process.chart(scope), unit="percent", is_net=False, bar=0.95))
    go.Figure({"data": forecast_chart.traces(process.fan(scope).to_dicts(), "percent")})
    go.Figure(process_chart.draw(process.chart(office(card={"series": "stock"})), unit="percent", is_net=True))
    words.use("zh")
