"""One sentence of grounds per reason: true to the numbers, in both languages."""

import datetime as dt

import pytest

from dashboard import words
from dashboard.components import evidence, grounds
from metrics import control, forecast
from metrics.verdict import TABLE
from metrics.vocabulary import VERDICTS

REASONS = [
    "MET", "NOT_MET", "WITHIN_MARGIN", "ON_PACE", "SURELY_UNDER_FLOOR", "UNDER_FLOOR", "BELOW_TARGET_NO_PACE", "SURELY_BEHIND_PACE",
    "SURELY_BELOW_TARGET", "BEHIND_PACE", "BELOW_TARGET", "TOO_FEW", "NOTHING_DUE", "NOT_REPORTED", "NO_THRESHOLD", "NO_TARGET",
]  # fmt: skip


def judged(reason, **more):
    return {
        "value": 0.821, "numerator": 1204.0, "denominator": 1466.0, "low": 0.8, "high": 0.84, "target": 0.95, "target_on": dt.date(2026, 12, 31),
        "comparator": ">=", "floor": 0.9, "expected": 0.93, "word": "lagging", "reasons": reason, "gap_units": -189.0, "blank": None,
    } | more  # fmt: skip


@pytest.fixture(params=["zh", "en"])
def lang(request):
    words.use(request.param)
    yield request.param
    words.use("zh")


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_a_sentence(reason, lang):
    said = grounds.sentence(judged(reason), "percent")
    assert said and "{" not in said and "None" not in said


def test_the_sentence_carries_counts_interval_target_and_shortfall(lang):
    said = grounds.sentence(judged("SURELY_BELOW_TARGET"), "percent")
    assert all(part in said for part in ("82.1%", "1,204/1,466", "80.0–84.0%", "95.0%", "2026-12-31", "189"))


def test_a_full_count_claims_no_interval(lang):
    said = grounds.sentence(
        judged("SURELY_BELOW_TARGET", low=None, high=None, denominator=None, value=20.0, target=28.0), "count"
    )
    assert "20" in said and "–" not in said


def test_a_target_is_written_as_the_plan_compares_it():
    words.use("zh")
    assert [grounds.target(0.95, c, "percent") for c in (">=", "<=", "=")] == ["≥95.0%", "≤95.0%", "95.0%"]


def test_suppressed_is_not_called_unreported():
    words.use("zh")
    assert grounds.sentence(judged("NOT_REPORTED", value=None, blank="suppressed"), "count") == "已隐去"


LINES = [(row.number, row.code) for row in TABLE]
EVIDENCE = {
    "unit": "percent", "direction": "up", "series": "flow", "judged_x": 1204.0, "judged_n": 1466.0, "n_pooled": 1, "milestone": 0.93,
    "period_end": dt.date(2026, 9, 30), "peer_group": "city:prefecture_city", "n_peers": 11, "peer_centre": 0.92, "peer_low998": 0.85,
    "peer_high998": 0.97, "peer_q": 0.01, "n_short": 8, "n_held_to_it": 11, "chart": "xmr", "n_points": 24, "process_centre": 0.88,
    "process_low": 0.83, "process_high": 1.02, "process_rules": "shift", "n_worse_of_three": 2, "p_met": 0.23, "p_met_worse": 0.12,
    "change_code": "CASES_TO_MILESTONE", "change_units": 160.0, "is_nameable": False, "n_lagging_of_three": 3,
}  # fmt: skip


def line(number, code, signals="", **more):
    word = VERDICTS[code]
    reason = {"NOT_REPORTED": "NOT_REPORTED", "NOT_ASSESSABLE": "TOO_FEW"}.get(code, "SURELY_BEHIND_PACE")
    return judged(reason) | EVIDENCE | {"rule_number": number, "code": code, "word": word, "signals": signals} | more


def sound(said):
    return said and not any(wrong in said for wrong in ("{", "None", "nan", "NaN", "  ", "。。", "..", "，，"))


@pytest.mark.parametrize(("number", "code"), LINES)
@pytest.mark.parametrize("signals", ["", "T4 P4 V3 A3 F3", "T3 P3 V1 A2 F1", "T1 P0 V2 A1 F2", "T4 P2"])
def test_every_line_of_the_table_has_a_sentence_whatever_is_known(number, code, signals, lang):
    row = line(number, code, signals)
    bare = dict.fromkeys(row) | {k: row[k] for k in ("rule_number", "code", "word", "reasons", "signals")}
    for given in (
        row,
        bare,
        row | {"series": "stock"},
        row | {"series": "year_to_date", "direction": "down", "comparator": "<="},
    ):
        assert sound(grounds.sentence(given)) and sound(grounds.otherwise(given)) and sound(grounds.word(given))
        for told in (evidence.peers, evidence.change, evidence.assurance, evidence.shared, evidence.forecast):
            assert sound(told(given)), told


@pytest.mark.parametrize(
    ("number", "code", "signals", "zh"),
    [
        (5, "LAGGING", "T4 P4", "在11个同类设区市中低于99.8%控制限85.0%（同类均值92.0%，校正后q=0.010）"),
        (6, "DETERIORATING", "T4 V3", "正在变差：数值连续7期低于均值88.0%，近3个季度中2个季度变差"),
        (7, "LAGGING", "T4 P3 A3", "按现有水平难以达到；在11个同类设区市中低于95%警戒限"),
        (8, "SHORTFALL_SHARED", "T4 A3", "11个同类设区市中8个确定未达，属普遍性差距"),
        (9, "OFF_TRACK", "T3 F3", "按期达标概率23%（两个模型中较低者12%）"),
    ],
)
def test_what_decided_stands_in_the_sentence(number, code, signals, zh):
    words.use("zh")
    assert zh in grounds.sentence(line(number, code, signals))


def test_four_quarters_together_are_labelled():
    words.use("zh")
    few = {"value": 0.9, "numerator": 9.0, "denominator": 10.0, "judged_x": 38.0, "judged_n": 40.0, "n_pooled": 4}
    assert "90.0%（9/10；本季样本少，按近四季合计38/40即95.0%判断）" in grounds.sentence(
        line(5, "LAGGING", "T4 P4", **few)
    )


def test_too_few_periods_are_counted_out():
    words.use("zh")
    row = line(15, "MET_UNPROVEN", "T2", no_series="TOO_FEW_POINTS", n_points=7, reasons="MET")
    assert "13期中仅7期" in grounds.sentence(row)


@pytest.mark.parametrize("code", [c for c in control.REASONS.values() if c])
def test_every_reason_against_a_chart_has_words(code, lang):
    assert sound(evidence.no_series({"no_series": code, "n_points": 7}))


@pytest.mark.parametrize("code", [c for c in forecast.REASONS.values() if c])
def test_every_reason_against_a_forecast_has_words(code, lang):
    assert sound(evidence.forecast({"no_forecast": code, "target": 0.9}))


def test_a_chance_is_never_certain_and_a_rate_just_short_never_reads_as_the_target():
    words.use("zh")
    assert (evidence.chance(0.999), evidence.chance(0.001), evidence.chance(0.234)) == (">99%", "<1%", "23%")
    near = {"value": 293 / 296, "numerator": 293.0, "denominator": 296.0, "target": 0.99}
    assert grounds.sentence(judged("BELOW_TARGET", **near), "percent").startswith("98.99%")


def test_a_lag_that_may_not_be_named_and_a_mark_without_a_target_carry_their_own_word():
    words.use("zh")
    said = [grounds.word({"word": "lagging", "is_nameable": n}) for n in (True, False)]
    assert said == ["滞后", "滞后（待核）"] and grounds.word({"word": "met", "code": "STABLE"}) == "达标（无目标）"


def test_fewer_is_better_where_the_target_is_a_most():
    words.use("zh")
    row = line(5, "LAGGING", "T4 P4", direction="down", comparator="<=", value=0.99, judged_x=1450.0)
    assert "高于序时应达的" in grounds.sentence(row) and "超出189件" in grounds.sentence(row)
    assert "分子减少160件" in grounds.otherwise(row)
