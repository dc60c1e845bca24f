"""What can be defended for next year: a proposal weighed, divided to the case, and every kind of figure that carries none."""

import math
import re
from dataclasses import replace
from html import unescape

import plotly.graph_objects as go
import polars as pl
import pytest

from dashboard import words
from dashboard.access import Scope
from dashboard.charts import outlook
from dashboard.components import target_chart, target_words
from dashboard.reads import base, targets
from tests import tiny_targets
from tests.pages import opening

AT = {"plan": "jiangxi-2020", "quarter": "2026Q3", "indicator": "M04-1", "lang": "en"}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("targets")
    tiny_targets.publish(folder)
    return folder


@pytest.fixture
def scope(home, monkeypatch):
    monkeypatch.setenv("XINHENG_HOME", str(home))
    return Scope(
        base.reader().current(), "jiangxi-2020", "2026Q3", "360000", indicator="M04-1", among="county", year="2027"
    )


def text(app):
    return unescape(re.sub(r"<[^>]+>", " ", opening.said(app)))


def test_a_proposal_is_answered_at_once(home, monkeypatch):
    app = opening.opened(home, monkeypatch, "targets", **AT, among="county", year="2027", aim="97")
    said = text(app)
    assert "97.0% by the end of 2027 has a" in said and "of 3 counties would reach it" in said
    assert app.slider[0].value == 97.0 and "Pace required" in said and "more a quarter" in said


def test_the_slider_starts_at_the_target_in_force(home, monkeypatch):
    app = opening.opened(home, monkeypatch, "targets", **AT)
    assert app.slider[0].value == 95.0


def test_moving_the_slider_writes_the_address(home, monkeypatch):
    app = opening.opened(home, monkeypatch, "targets", **AT)
    app.slider[0].set_value(96.5).run()
    assert app.query_params["aim"] == "96.5" and "96.5% by the end of" in text(app)


@pytest.mark.parametrize("rule", targets.RULES[:3])
def test_the_parts_add_up_to_the_case(scope, rule):
    card, rows = {"unit": "percent", "direction": "up", "ceiling": None}, targets.units(scope)
    made = targets.divided(targets.chances(rows, 0.985, card), 0.985, rule, card)
    assert made.state == "exact"
    assert made.units["asked"].sum() == made.wanted == math.ceil(0.985 * rows["denominator"].sum())
    assert made.units["p_share"].null_count() == 0 and (made.units["more"] >= 0).all()


def test_own_targets_that_do_not_add_up_say_by_how_many_cases(scope):
    card, rows = {"unit": "percent", "direction": "up", "ceiling": None}, targets.units(scope)
    made = targets.divided(rows, 0.985, "own", card, {"360102": 0.5, "360121": 1.0})
    assert made.state == "own_differs" and made.left_over == made.wanted - int(made.units["asked"].sum()) > 0
    assert dict(zip(made.units["code"], made.units["trouble"], strict=True))["360102"] == "below_present"


def test_one_department_is_no_plural():
    words.use("en")
    assert target_words.many("department", 1) == "1 department" and target_words.many("county", 2) == "2 counties"


def test_the_expected_number_is_the_sum_of_chances():
    found = targets.expected(pl.DataFrame({"p_met": [0.5, 0.5, 0.5, 0.5, None]}))
    assert found == targets.Expected(2.0, 0, 4, 4, 1)
    assert targets.expected(pl.DataFrame({"p_met": [0.999] * 3})).low >= 2


def test_cases_and_pace_of_a_proposal():
    row = {"is_rate": True, "cases": 200.0, "value": 0.9, "last_quarter": "2026Q3", "horizon_quarter": "2027Q4"}
    assert targets.more_cases(row, 0.951, {"direction": "up"}) == 11
    assert targets.more_cases(row, 0.9, {"direction": "up"}) == 0
    assert targets.more_cases(row, 0.85, {"direction": "down"}) == 10
    assert targets.more_cases({**row, "cases": None}, 0.95, {"direction": "up"}) is None
    assert targets.pace(row, 0.95) == pytest.approx(0.04, rel=0.01)


@pytest.mark.parametrize(
    ("indicator", "says"),
    [
        ("M90-1", "Only 5 periods"),
        ("M90-2", "stood at 100.00% in every period"),
        ("M90-3", "starts anew each 1 January"),
        ("M90-4", "Neither more nor less of this is good"),
        ("M90-5", "has no figures to look ahead from"),
        ("M90-6", "fewer a quarter"),
        ("M90-7", "has no cases to divide"),
    ],
)
def test_each_trouble_is_said_in_plain_words(home, monkeypatch, indicator, says):
    aim = {"M90-6": "2"}.get(indicator, "")
    app = opening.opened(home, monkeypatch, "targets", **AT | {"indicator": indicator}, among="city", aim=aim)
    assert says in text(app) and not re.search(r"\bnan\b", text(app), re.I)


def test_a_proposal_already_met_asks_nothing(home, monkeypatch):
    said = text(opening.opened(home, monkeypatch, "targets", **AT, among="county", aim="90"))
    assert "asks for no improvement" in said and "nobody is asked for more" in said


@pytest.mark.parametrize("aim", ["450", "-3", "nonsense", "inf"])
def test_a_proposal_out_of_range_is_put_right_and_said(home, monkeypatch, aim):
    said = text(opening.opened(home, monkeypatch, "targets", **AT, aim=aim))
    assert f"“{aim}” of the address lies outside" in said


def test_looking_back_says_what_was_met_and_where_words_were_off(home, monkeypatch):
    said = text(opening.opened(home, monkeypatch, "targets", **AT))
    assert "said too high: fewer came" in said and "held" in said
    assert "94.0%, met" in said and "90.0%, not met" in said and "71%" in said
    assert "this method 0.120" in said and "“stays as it is” 0.300" in said


def test_a_plan_that_is_over_is_not_forecast(home, monkeypatch):
    app = opening.opened(home, monkeypatch, "targets", plan="jiangmen-2014", lang="zh")
    assert "不作预测" in text(app) and not app.slider


def test_departments_get_their_parts_in_chinese(home, monkeypatch):
    said = text(
        opening.opened(
            home, monkeypatch, "targets", **AT | {"lang": "zh"}, among="department", rule="peer_percentile", aim="99"
        )
    )
    assert "2个部门" in said and "完全一致" in said and "住房城乡建设" in said


def test_units_without_a_present_quarter_are_left_out_of_the_sum(scope):
    rows = targets._present(
        pl.DataFrame({"last_quarter": ["2026Q3", "2025Q4"], "numerator": [9.0, 8.0], "denominator": [10.0, 10.0]})
    )
    assert rows["is_old"].to_list() == [False, True] and rows["denominator"].to_list() == [10.0, None]


def test_a_table_of_nothing_foreseen_still_shows_its_columns(scope):
    words.use("zh")
    ahead = [dict.fromkeys(target_chart.BOUNDS) | {"horizon_quarter": "2027Q4"}]
    assert target_chart._twin(ahead).dtypes[1:] == [pl.Float64] * 5


def test_the_picture_is_valid(scope):
    words.use("en")
    row = targets.whole(replace(scope, among=""))[1]
    quarters = pl.DataFrame(
        {
            "period": ["2026Q3"], "period_end": [targets.indicator.quarter_end("2026Q3")], "value": [0.95], "low": [0.94], "high": [0.96],
            "numerator": [95.0], "denominator": [100.0], "expected": [None], "word": ["met"],
        },
        schema_overrides={"expected": pl.Float64},
    )  # fmt: skip
    fan = targets.fan(targets.whole(scope), row)
    ground = outlook.ground(quarters, unit="percent", ceiling=1.0, targets=outlook.series.numbered([]), fan=fan)
    drawn = outlook.draw(ground, aim=0.97, aim_on=targets.ends_on(row), aim_said="97.0%", levels=[("best", 0.96)])
    names = [trace["name"] for trace in go.Figure(**drawn).to_dict()["data"]]
    assert "Proposal" in names and "Ceiling 100.0%" in names and "best" in names
    words.use("zh")
