"""A card that cannot be used says which file, which indicator, and what to write instead."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.catalogue import CardUnusable, observation_sql, observations_sql, read_cards

SHEET = """
[mechanism]
code = "M99"
name_zh = "样例"
name_en = "Example"
review_on = 2027-06-30

[[indicator]]
code = "M99-1"
name_zh = "样例率"
name_en = "Example rate"
why_zh = "为什么"
why_en = "Why"
numerator_zh = "分子"
numerator_en = "Cases"
denominator_zh = "分母"
denominator_en = "All"
unit = "percent"
direction = "up"
series = "flow"
origin = "event"
feeds = ["decisions"]
additive_over = ["time", "region"]
observe = { from = "agg_x", grain = "month", numerator = "n_a", denominator = "n_b", where = { act = ["a", "b"], is_c = true } }
"""


def read(tmp_path, text, name="M99.toml"):
    (tmp_path / name).write_text(text, "utf-8")
    return read_cards(tmp_path)


def test_a_card_is_read_whole(tmp_path):
    (card,) = read(tmp_path, SHEET)
    assert (card.code, card.ceiling, card.least_denominator, card.mechanism.review_on) == (
        "M99-1",
        1.0,
        30,
        date(2027, 6, 30),
    )
    assert card.observe.mart == "agg_x"
    assert "act in ('a', 'b')" in observation_sql(card)
    assert "is_c = true" in observation_sql(card)


def test_a_return_needs_no_more_than_its_words(tmp_path):
    lines = [line for line in SHEET.splitlines() if not line.startswith(("feeds", "observe"))]
    (card,) = read(tmp_path, "\n".join(lines).replace('origin = "event"', 'origin = "return"'))
    assert card.feeds == ("returns",)
    assert "agg_x" not in observations_sql([card])


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('code = "M99-1"', 'code = "99-1"', "a code reads M13-1 or M13-1-P"),
        ('code = "M99-1"', 'code = "M98-1"', "does not begin with M99-"),
        ('name_zh = "样例率"\n', "", "name_zh is missing"),
        ('name_zh = "样例率"', 'name_zh = " "', "the name is empty"),
        ('unit = "percent"', 'unit = "%"', "unit is '%'; write one of percent, count"),
        ('unit = "percent"', 'unit = 3', "unit is 3; it takes text"),
        ('direction = "up"', 'direction = "higher"', "direction is 'higher'"),
        ('series = "flow"', 'series = "stock"', "a stock does not add up over time"),
        ('origin = "event"', 'origin = "return"', "a return has no [observe]"),
        ('feeds = ["decisions"]\n', "", "name the feeds"),
        ('additive_over = ["time", "region"]', 'additive_over = ["county"]', "additive_over takes"),
        ('additive_over', 'threshold = 3\nadditive_over', "unknown key 'threshold'"),
        ('additive_over', 'core = 1\nadditive_over', "core is 1; it takes true or false"),
        ('additive_over', 'margin = "three"\nadditive_over', "margin is 'three'; it takes a number"),
        ('additive_over', 'least_denominator = 0\nadditive_over', "least_denominator is at least 1"),
        ('unit = "percent"', 'unit = "ratio"\ncounts_persons = true', "counts_persons is for a percent or count"),
        ('denominator_zh = "分母"\n', "", "a percent needs its denominator in words"),
        ('grain = "month"', 'grain = "week"', "observe.grain is month or quarter"),
        (', denominator = "n_b"', "", "needs observe.denominator"),
        (', denominator = "n_b"', ', denominator = "n_b", rows = "n_c"', "observe.rows is for an amount"),
        ('from = "agg_x"', 'from = "agg_x; drop table y"', "a table or column that cannot exist"),
        ('["a", "b"]', """["a' or 1=1"]""", "observe.where takes plain values"),
        ('where =', 'rolled_up = true, where =', "is not added up again"),
        ('observe = {', 'observed = {', "unknown key 'observed'"),
        ('[mechanism]', '[mechanism', "no TOML in UTF-8"),
        ('review_on = 2027-06-30', 'review_on = "soon"', "review_on is 'soon'; it takes a date"),
    ],
)  # fmt: skip
def test_a_broken_card_says_what_to_mend(tmp_path, was, becomes, says):
    assert was in SHEET
    with pytest.raises(CardUnusable) as trouble:
        read(tmp_path, SHEET.replace(was, becomes, 1) if was != "[mechanism]" else SHEET.replace(was, becomes))
    assert says in str(trouble.value)
    assert "M99.toml" in str(trouble.value)


def test_a_file_is_called_after_its_mechanism(tmp_path):
    with pytest.raises(CardUnusable, match=r"is called M99\.toml"):
        read(tmp_path, SHEET, "credit.toml")


def test_a_code_has_one_card(tmp_path):
    entry = SHEET[SHEET.index("[[indicator]]") :]
    with pytest.raises(CardUnusable, match="two cards"):
        read(tmp_path, SHEET + entry)


def test_an_empty_folder_is_an_empty_catalogue(tmp_path):
    assert read_cards(tmp_path) == []
    assert "union all" in observations_sql([])
