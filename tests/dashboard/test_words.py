"""Both languages say the same things, every text is used, and numbers read as an official writes them."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from dashboard import words
from dashboard.components.pace import needed

ROOT = Path(__file__).resolve().parents[2]
FILES = [f for folder in ("dashboard", "pages") for f in (ROOT / folder).rglob("*.py")]


def spoken():
    """Every string our code holds; an f-string as a pattern with its places open."""
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.escape(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [re.escape(p.value) if isinstance(p, ast.Constant) else "[A-Za-z0-9_]+" for p in node.values]
                if any(isinstance(p, ast.Constant) and "." in p.value for p in node.values):
                    yield "".join(parts)


@pytest.fixture(autouse=True)
def chinese():
    words.use("zh")
    yield
    words.use("zh")


def test_both_languages_hold_the_same_keys():
    assert words.keys("zh") == words.keys("en")


def test_every_text_is_used():
    found = re.compile("|".join(f"(?:{pattern})" for pattern in set(spoken())))
    # A block's own headings are asked for by their last word: head("files") is data_quality.head.files.
    unused = [
        k
        for k in sorted(words.keys("zh"))
        if not found.fullmatch(k) and not (".head." in k and found.fullmatch(k.split(".")[-1]))
    ]
    assert unused == []


def test_places_of_both_languages_agree():
    place = re.compile(r"\{([a-z_]+)\}")
    for key in words.keys("zh"):
        words.use("zh")
        zh = set(place.findall(words.t(key)))
        words.use("en")
        assert set(place.findall(words.t(key))) == zh, key


@pytest.mark.parametrize(
    ("rate", "shown"),
    [
        (0.821, "82.1%"),
        (1.0, "100.0%"),
        (0.99996, "99.9%"),
        (0.00001, "0.1%"),
        (0.0, "0.0%"),
        (None, "–"),
        (-0.034, "−3.4%"),
    ],
)
def test_a_rate_near_its_end_never_rounds_to_it(rate, shown):
    assert words.percent(rate) == shown


def test_numbers_and_dates_read_as_in_a_report():
    assert words.number(1204) == "1,204" and words.number(-37) == "−37"
    assert (
        words.quarter("2026Q3") == "2026年三季度"
        and words.period("2026-09") == "2026年9月"
        and words.period("2026") == "2026年"
    )
    assert words.day(date(2026, 9, 30)) == "2026-09-30" and words.day(None) == "–"
    assert words.interval(0.8, 0.84) == "80.0–84.0%" and words.fraction(1204, 1466) == "1,204/1,466"
    words.use("en")
    assert words.quarter("2026Q3") == "2026 Q3" and words.points(0.012) == "+1.2 points"


def test_lists_are_joined_as_each_language_does():
    assert words.listed(["甲", "乙", "丙"]) == "甲、乙、丙" and words.listed(["甲", "乙", "丙"], 2) == "甲、乙等3个"
    words.use("en")
    assert words.listed(["A", "B", "C"]) == "A, B and C" and words.listed(["A", "B", "C"], 2) == "A, B and 1 more"


def test_no_word_means_no_target():
    assert words.judgement(None) == "未设目标" and words.judgement("on_course") == "符合序时"


@pytest.mark.parametrize(
    ("lang", "a_year", "until"),
    [("zh", "每年需+5.0个百分点", "至2026-12-31尚需+2.5个百分点"), ("en", "+5.0 points a year needed", "+2.5 points still needed by 2026-12-31")],
)  # fmt: skip
def test_within_its_last_year_a_target_asks_for_what_is_missing_not_for_a_yearly_rate(lang, a_year, until):
    words.use(lang)
    row = {"value": 0.875, "target": 0.9, "target_on": date(2026, 12, 31)}
    assert needed({**row, "pace_required": 0.05, "value": 0.8}, "percent") == a_year
    assert needed({**row, "pace_required": 0.1}, "percent") == until
    assert needed({**row, "pace_required": 0.0, "value": 0.95}, "percent") == words.t("pace.nothing")
