"""The cards that ship: complete, in both languages, and readable by the build."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

import queries
from metrics import catalogue, vocabulary
from metrics.catalogue import read_cards

CARDS = read_cards()
BOX_ONE = {  # 专栏1
    "M10-6", "M10-7", "M34-2", "M11-13", "M11-12", "M34-1", "M11-2", "M04-1",
    "M11-8", "M11-3", "M11-4", "M11-5", "M45-1", "M11-6", "M11-7", "M44-1",
}  # fmt: skip
DESIGN = Path(__file__).resolve().parents[3] / "shared" / "design" / "indicators.csv"


def test_the_sixteen_indicators_of_box_one_have_cards():
    assert len(BOX_ONE) == 16
    assert not BOX_ONE - {card.code for card in CARDS}


def test_licences_and_penalties_are_computed_apart():
    acts = [
        card.observe.where.get("act") for card in CARDS if card.observe and card.observe.mart == "agg_publication_month"
    ]
    assert all({"licence", "penalty"} - set([act] if isinstance(act, str) else act) for act in acts)


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.code)
def test_every_text_stands_in_both_languages(card):
    for name in ("name", "why", "numerator", "denominator", "caveat"):
        zh, en = getattr(card, f"{name}_zh"), getattr(card, f"{name}_en")
        assert bool(zh) == bool(en), name
        assert not zh or re.search(r"[一-鿿]", zh), name
        assert not re.search(r"[一-鿿]", en), name


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.code)
def test_every_card_names_a_clause_it_serves(card):
    assert card.clauses


def test_indicator_frame_has_the_columns_of_ref_indicator_in_their_order():
    body = re.sub(r"--.*", "", re.search(r"create table ref_indicator \((.*?)\n\);", queries.tables(), re.S)[1])
    assert catalogue.indicator_frame(CARDS).columns == [part.split()[0] for part in body.split(",") if part.strip()]


def test_positions_follow_the_catalogue():
    frame = catalogue.indicator_frame(CARDS)
    assert frame["position"].to_list() == list(range(1, len(CARDS) + 1))
    assert frame["indicator"].is_unique().all()


@pytest.mark.skipif(not DESIGN.exists(), reason="the design folder is not beside the checkout")
def test_unit_and_mechanism_agree_with_the_list_of_indicators():
    listed = {row["indicator_id"]: row for row in csv.DictReader(DESIGN.open(encoding="utf-8"))}
    for card in CARDS:
        row = listed[re.sub(r"-[A-Z]$", "", card.code)]
        assert (row["unit"], row["mechanism_id"]) == (card.unit, card.mechanism.code), card.code


def test_quarter_labels_and_days_agree():
    for label, start, end in (("2020Q1", "2020-01-01", "2020-03-31"), ("2020Q4", "2020-10-01", "2020-12-31")):
        assert str(vocabulary.quarter_start(label)) == start
        assert str(vocabulary.quarter_end(label)) == end
        assert vocabulary.quarter_of(vocabulary.quarter_end(label)) == label
    assert vocabulary.quarter_before("2020Q1") == "2019Q4"
    assert vocabulary.quarter_before("2020Q4", -1) == "2021Q1"
    assert vocabulary.month_of(vocabulary.quarter_end("2020Q3")) == "2020-09"


@pytest.mark.parametrize("label", ["2020Q5", "2020q1", "20Q1", "2020-1", ""])
def test_what_is_no_quarter_is_refused(label):
    with pytest.raises(ValueError, match="no quarter"):
        vocabulary.quarter_end(label)
