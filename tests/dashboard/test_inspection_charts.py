"""Tiers on one scale, a multiple on a scale of doublings, and the title: what is drawn and said at the edges."""

import re

import pytest

from dashboard import words
from dashboard.access import Scope
from dashboard.charts import multiple, tiers
from dashboard.charts.tiers import Line
from dashboard.components import inspection_finding, inspection_words


@pytest.fixture(autouse=True)
def chinese(monkeypatch):
    words.use("zh")
    monkeypatch.setattr(inspection_words, "office", lambda view, region, department: f"{region}{department}")
    yield
    words.use("zh")


def line(value, low=None, high=None, **more):
    return Line(name="A", value=value, low=low, high=high, counts="1/2", **more)


def places(html, kind):
    return re.findall(rf"class=['\"]?{kind}[^>]*?left:([\d.]+)%", html)


def test_the_scale_begins_at_nought_and_ends_at_the_whole():
    drawn = tiers.draw([line(0.0, 0.0, 0.02), line(1.0, 0.96, 1.0)], label="x")
    assert places(drawn, "m plain") == ["0.0", "100.0"]
    assert "<span>0.0%</span>" in drawn and "<span>100.0%</span>" in drawn


def test_a_band_stands_where_its_ends_are_though_the_value_lies_far_off():
    drawn = tiers.draw([line(0.05, 0.04, 0.06, band=(0.5, 1.0))], label="x")
    assert "<i class=d style='left:50.0%;right:calc(100% - 100.0%)'></i>" in drawn


def test_a_tier_nobody_belongs_to_says_why_and_draws_no_mark():
    drawn = tiers.draw([line(None, blank="不适用"), line(0.5)], label="x")
    assert "不适用" in drawn and drawn.count("<b class='m") == 1 and "nan" not in drawn


def test_nothing_to_draw_is_an_empty_scale():
    assert "100.0%" in tiers.draw([line(None, blank="–")], label="x") or tiers.draw([], label="x")


def test_a_multiple_of_one_stands_in_the_middle_and_a_doubling_as_far_as_a_halving():
    assert places(multiple.draw(1.0, 0.5, 2.0, None), "m plain") == ["50.0"]
    left, right = (float(places(multiple.draw(v, None, None, None), "m plain")[0]) for v in (0.5, 2.0))
    assert left + right == 100.0


@pytest.mark.parametrize(
    ("ratio", "low", "high", "at"), [(0.0, 0.0, 3.2, "0.0"), (float("inf"), 4.0, float("inf"), "100.0")]
)
def test_a_multiple_without_an_end_runs_to_the_edge(ratio, low, high, at):
    assert places(multiple.draw(ratio, low, high, None), "m plain") == [at]


def test_no_multiple_no_line():
    assert multiple.draw(None, None, None, 3.0) == ""


VIEW = Scope(snapshot="s", quarter="2026Q3", region="P")
RATIO = {
    (t, "random"): {"n_inspected": x, "n_register": 100, "n_short": s} for t, x, s in (("A", 30, None), ("D", 10, 4))
}


def gradient(state, low="A", high="D"):
    state, _, unsure = state.partition("?")
    return {"state": state, "tier_from": low, "tier_to": high, "q_trend": 0.2 if unsure else 0.01}


@pytest.mark.parametrize(
    ("state", "named", "expected"),
    [
        ("inverted", [], "P*：D级抽查率10.0%，低于A级的30.0%，梯度倒挂；D级距公布下限差4户"),
        ("inverted?once", [], "抽查率似随风险下降，尚不能确认：A级30.0%，D级10.0%；D级距公布下限差4户"),
        ("inverted?once", [("C1", "x")], "C1x梯度倒挂，高风险主体反而查得少"),
        ("rising?once", [("C1", "x")], "总体看不出梯度，C1x梯度倒挂"),
        ("rising", [], "检查力度随风险上升：A级抽查率30.0%，D级10.0%；D级距公布下限差4户"),
        ("rising", [("C1", "x")], "总体随风险上升，但C1x梯度倒挂"),
        ("no_evidence", [("P", "x"), ("C1", "x")], "总体看不出梯度，C1x梯度倒挂"),
        ("too_few", [], "随机抽查样本太少，不能判断检查力度是否随风险而变"),
        ("too_few", [("P", "x")], "Px梯度倒挂，高风险主体反而查得少"),
        ("one_tier", [], "只有一个等级有在册主体，检查力度无从比较"),
        (None, [], "随机抽查样本太少，不能判断检查力度是否随风险而变"),
    ],
)
def test_the_title_says_the_worst_first(state, named, expected):
    rows = [{"region_code": region, "department_code": department} for region, department in named]
    assert inspection_finding.title(VIEW, RATIO, state and gradient(state), rows) == expected


def test_a_falling_trend_whose_ends_do_not_fall_claims_nothing_of_the_ends():
    said = inspection_finding.title(VIEW, RATIO, gradient("inverted", low="D", high="A"), [])
    assert said.startswith("P*：各级合看，抽查率随风险下降（D级10.0%，A级30.0%）")
