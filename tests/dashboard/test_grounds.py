"""One sentence of grounds per reason: true to the numbers, in both languages."""

import datetime as dt

import pytest

from dashboard import words
from dashboard.components import grounds

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
