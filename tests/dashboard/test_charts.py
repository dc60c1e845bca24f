"""Charts are plain dicts: small, JSON-ready, honest at the ceiling, and silent where there is nothing to draw."""

import datetime as dt
import json
import re

import plotly.graph_objects as go
import polars as pl
import pytest

from dashboard import theme, words
from dashboard.charts import breakdown, layout, series, timeline
from dashboard.charts.drawn import Drawn

ENDS = {
    "2025Q4": dt.date(2025, 12, 31),
    "2026Q1": dt.date(2026, 3, 31),
    "2026Q2": dt.date(2026, 6, 30),
    "2026Q3": dt.date(2026, 9, 30),
}


@pytest.fixture(autouse=True)
def chinese():
    words.use("zh")
    yield
    words.use("zh")


def quarters(**values):
    """One row per quarter: quarter -> value (None: missing); 100 cases each, two points of interval either way."""
    return pl.DataFrame(
        [
            {
                "period": q, "period_end": ENDS[q], "value": v, "low": v and v - 0.02, "high": v and min(1.0, v + 0.02),
                "numerator": v and round(v * 100), "denominator": 100.0 if v else None, "expected": None, "word": "watch",
            }
            for q, v in values.items()
        ],
        schema_overrides={"value": pl.Float64, "low": pl.Float64, "high": pl.Float64, "numerator": pl.Float64, "denominator": pl.Float64, "expected": pl.Float64},
    )  # fmt: skip


def targets(*rows):
    return series.numbered([{"target_on": day, "value": v, "comparator": ">=", "kind": kind} for day, v, kind in rows])


def trace(figure, name):
    return next((t for t in figure["data"] if t.get("name") == words.t(f"figures.{name}")), None)


def test_a_missing_quarter_is_a_gap_not_a_bridge():
    figure = series.draw(quarters(**{"2026Q1": 0.8, "2026Q2": None, "2026Q3": 0.9}), unit="percent")
    line = trace(figure, "quarters")
    assert line["y"] == [0.8, None, 0.9] and line["connectgaps"] is False


def test_a_direction_is_never_drawn_as_a_number():
    wordy = targets((dt.date(2026, 12, 31), None, "direction"), (dt.date(2026, 12, 31), 1.0, "implied_total"))
    figure = series.draw(quarters(**{"2026Q3": 0.9}), unit="percent", targets=wordy)
    assert trace(figure, "targets") is None and trace(figure, "pace_line") is None


def test_a_target_passed_becomes_a_floor_until_the_next_one():
    dated = targets((dt.date(2025, 12, 31), 0.7, "reach"), (dt.date(2026, 12, 31), 0.95, "reach"))
    figure = series.draw(quarters(**{"2026Q1": 0.8, "2026Q3": 0.9}), unit="percent", targets=dated)
    floor = trace(figure, "floor")
    assert floor["x"] == ["2025-12-31", "2026-09-30", None] and floor["y"] == [0.7, 0.7, None]
    assert trace(figure, "targets")["text"] == ["≥70.0%", "≥95.0%"]


def test_the_straight_line_is_the_stored_one_led_on_to_the_next_target():
    rows = quarters(**{"2026Q2": 0.8, "2026Q3": 0.9}).with_columns(expected=pl.Series([0.85, 0.9]))
    figure = series.draw(rows, unit="percent", targets=targets((dt.date(2026, 12, 31), 0.95, "reach")))
    assert trace(figure, "pace_line")["y"] == [0.85, 0.95]  # what lies straight between two others need not travel
    bent = rows.with_columns(expected=pl.Series([0.85, 0.86]))
    figure = series.draw(bent, unit="percent", targets=targets((dt.date(2026, 12, 31), 0.95, "reach")))
    assert trace(figure, "pace_line")["y"] == [0.85, 0.86, 0.95]
    assert trace(series.draw(quarters(**{"2026Q3": 0.9}), unit="percent"), "pace_line") is None


@pytest.mark.parametrize(
    ("values", "unit", "ceiling", "holds"),
    [
        ([0.97, 1.0], "percent", 1.0, lambda lo, hi: 1.0 < hi < 1.01 and lo < 0.97),
        ([0.0, 0.02], "percent", 1.0, lambda lo, hi: -0.01 < lo <= 0 and hi < 0.05),
        (
            [0.5, 1.2],
            "percent",
            1.0,
            lambda lo, hi: hi >= 1.2,
        ),  # a numerator beyond its denominator must stay on the picture
        ([1.0, 1.0], "percent", 1.0, lambda lo, hi: lo < 1.0 < hi),
        ([28, 50], "count", None, lambda lo, hi: lo >= -2 and hi >= 50),
    ],
)
def test_the_axis_ends_near_the_values_and_at_the_ceiling(values, unit, ceiling, holds):
    low, high = layout.ends(values, unit=unit, ceiling=ceiling)
    assert low < high and holds(low, high)


def test_nothing_known_gives_no_axis_ends():
    assert layout.ends([None, float("nan")], unit="percent") is None


def units(*rows):
    columns = ("name", "value", "numerator", "denominator", "word")
    made = [dict(zip(columns, r, strict=True)) for r in rows]
    return [
        r | {e: v if (v := r["value"]) is None else v + by for e, by in (("low", -0.02), ("high", 0.02))} for r in made
    ]


def names(html):
    return re.findall(r"<th scope=row>(?:<a [^>]*>)?([^<]+)", html)


def test_units_stand_sorted_best_on_top_and_the_silent_one_is_left_to_the_table():
    rows = units(("甲", 0.8, 80, 100, "lagging"), ("乙", 0.9, 90, 100, "met"), ("丙", None, None, None, "insufficient"))
    html = breakdown.draw(rows, unit="percent", target=0.85, ceiling=1.0)
    assert names(html) == ["乙", "甲"]
    assert "<b>90.0%</b> <small>90/100</small>" in html
    assert names(breakdown.draw(rows, unit="percent", direction="down")) == ["甲", "乙"]


def test_mark_interval_and_target_stand_where_their_values_are():
    rows = units(("甲", 0.5, 50, 100, "watch"))
    html = breakdown.draw([row | {"low": 0.4, "high": 0.6} for row in rows], unit="percent", target=0.55)
    left = {c: float(re.search(rf"class='?{c}[^>]*left:([0-9.]+)%", html)[1]) for c in ("c", "m")}
    left["g"] = float(re.search(r"--g:([0-9.]+)%", html)[1])
    right = float(re.search(r"right:([0-9.]+)%", html)[1])
    assert left["c"] < left["m"] < left["g"] < 100 - right
    assert left["m"] - left["c"] == pytest.approx(2 * (left["g"] - left["m"]), abs=0.3)


def test_a_mark_carries_sign_and_word_and_not_colour_alone():
    html = breakdown.draw(units(("甲", 0.8, 80, 100, "lagging"), ("乙", 0.9, 90, 100, None)), unit="percent")
    assert f"title='{words.judgement('lagging')}'>▼" in html and f"title='{words.judgement(None)}'>○" in html


def test_the_chosen_unit_stands_out():
    rows = units(("甲", 0.8, 80, 100, "met"), ("乙", 0.9, 90, 100, "met"))
    rows[1]["is_own"] = True
    assert "<tr class=own><th scope=row>乙" in breakdown.draw(rows, unit="percent")


def test_a_name_leads_on_and_is_never_markup():
    rows = units(("<b>甲</b>", 0.8, 80, 100, "met"))
    html = breakdown.draw(rows, unit="percent", link=lambda row: f"indicator?x={row['value']}&y='")
    assert "<a class=xh-link href='indicator?x=0.8&amp;y=&#x27;'>&lt;b&gt;甲&lt;/b&gt;</a>" in html


def test_of_many_targets_only_the_one_in_force_is_written_the_rest_are_on_hover():
    dated = targets(*[(dt.date(y, 12, 31), 0.9 + (y - 2022) / 100, "reach") for y in range(2022, 2028)])
    drawn = trace(series.draw(quarters(**{"2026Q1": 0.8, "2026Q3": 0.9}), unit="percent", targets=dated), "targets")
    assert [s for s in drawn["text"] if s] == ["≥94.0%"] and len(drawn["hovertext"]) == 6


def test_empty_years_before_the_first_value_are_cut():
    rows = quarters(**{"2025Q4": None, "2026Q1": None, "2026Q3": 0.9})
    assert trace(series.draw(rows, unit="percent"), "quarters")["x"] == ["2026-09-30"]


def test_every_judgement_has_its_own_shape_and_the_palette_of_the_theme():
    assert set(layout.SHAPES) == set(theme.JUDGEMENTS)
    assert len(set(layout.SHAPES.values())) == len(layout.SHAPES)
    assert layout.colour("lagging") == theme.JUDGEMENTS["lagging"].colour


def task(name, due, *, state="started", kind="finish_by", strict=None):
    return {
        "name": name,
        "kind": kind,
        "state": state,
        "strict": strict,
        "lenient": due,
        "due_on": due,
        "wording": "某月前",
    }


SCHEMA = {
    "name": pl.String,
    "kind": pl.String,
    "state": pl.String,
    "strict": pl.Date,
    "lenient": pl.Date,
    "due_on": pl.Date,
    "wording": pl.String,
}


def test_the_earliest_date_stands_on_top_and_undated_tasks_are_left_out():
    rows = pl.DataFrame(
        [task("后", dt.date(2020, 12, 31)), task("先", dt.date(2020, 7, 31)), task("无", None)], schema=SCHEMA
    )
    figure = timeline.draw(rows, as_of=dt.date(2020, 9, 30))
    assert figure["layout"]["yaxis"]["ticktext"] == ["后", "先"]


def test_both_readings_of_a_month_are_joined_and_the_mark_stands_on_the_one_in_force():
    rows = pl.DataFrame([task("文件", dt.date(2020, 11, 30), strict=dt.date(2020, 10, 31))], schema=SCHEMA)
    figure = timeline.draw(rows, as_of=dt.date(2020, 9, 30))
    assert figure["data"][-2]["x"] == ["2020-10-31", "2020-11-30", None] and figure["data"][-1]["x"] == ["2020-11-30"]


def test_years_after_the_last_date_do_not_squeeze_the_picture():
    rows = pl.DataFrame([task("文件", dt.date(2020, 11, 30))], schema=SCHEMA)
    figure = timeline.draw(rows, as_of=dt.date(2026, 9, 30))
    assert figure["layout"]["xaxis"]["range"][1] < "2021-06" and figure["layout"]["shapes"] == []


def test_what_is_not_reported_is_hollow_and_what_is_late_is_red():
    rows = pl.DataFrame(
        [task("甲", dt.date(2020, 7, 31), state="late"), task("乙", dt.date(2020, 8, 31), state="not_reported")],
        schema=SCHEMA,
    )
    marker = timeline.draw(rows, as_of=dt.date(2020, 9, 30))["data"][-1]["marker"]
    assert marker["symbol"] == ["circle-open", "circle"] and marker["color"][1] == theme.JUDGEMENTS["lagging"].colour


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_charts_are_json_and_small(lang):
    words.use(lang)
    many = quarters(**{q: 0.8 + i / 100 for i, q in enumerate(ENDS)})
    figure = series.draw(
        pl.concat([many] * 8), unit="percent", targets=targets((dt.date(2026, 12, 31), 0.95, "reach")), chosen="2026Q3"
    )
    assert len(json.dumps(figure, allow_nan=False)) < 12_000
    hundred = units(*[(f"县{i}", 0.5 + i / 250, 10, 20, "met") for i in range(100)])
    assert len(breakdown.draw(hundred, unit="percent")) < 40_000


def test_every_chart_is_valid_plotly_since_nobody_checks_it_again():
    drawn = [
        series.draw(
            quarters(**{"2026Q1": 0.8, "2026Q3": 0.9}),
            unit="percent",
            targets=targets((dt.date(2026, 12, 31), 0.95, "reach")),
        ),
        timeline.draw(
            pl.DataFrame([task("甲", dt.date(2026, 11, 30), strict=dt.date(2026, 10, 31))]), as_of=dt.date(2026, 9, 30)
        ),
    ]
    for figure in drawn:
        shown = Drawn(figure)
        assert go.Figure(**shown.to_dict()).to_dict()["data"] and shown.to_dict() is figure
