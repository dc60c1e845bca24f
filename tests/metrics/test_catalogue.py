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
NOT_CARRIED = {  # core, and in none of the feeds: why
    "M03-1": "teaching before registration: a register of lessons, of natural persons among others",
    "M04-1": "training of officials: natural persons, of whom only returned counts may be kept",
    "M04-2": "training of occupations: natural persons",
    "M09-1": "departments in the catalogue of data: a document, no event",
    "M09-2": "items of the catalogue that are reported: a feed holds many items, which one a row serves is not said",
    "M10-6": "departments with a system of their own: an inventory",
    "M10-7": "units that share: an inventory",
    "M11-2": "files of officials: natural persons",
    "M11-14": "files of key occupations: natural persons",
    "M14-1": "judgment debtors to be made public: the court's own list, natural persons among them",
    "M15-1": "systems connected: an inventory",
    "M15-3": "feedback on calls of the platform: logs of interfaces",
    "M16-2": "evaluations passed on in time: logs of delivery",
    "M17-1": "matters with a model of evaluation: an inventory",
    "M20-1": "departments with rules for their lists: documents",
    "M21-1": "fields with rules for key attention: documents",
    "M24-3": "matters of approval with the check built in: an inventory",
    "M28-1": "arrears paid: sums of a ledger no feed holds",
    "M28-2": "breaches of government bodies reported upwards: letters",
    "M28-4": "trade in one place: an inventory of matters",
    "M33-1": "associations with files of their members: the register does not say who is an association",
    "M34-1": "agencies on the list of record: the sector an entity gives itself in the register is not that list",
    "M41-3": "departments that issued supporting documents: documents",
    "M41-5": "indicators on target: this system's own verdicts, counted on the overview; counting them again proves nothing",
}
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
        assert card.core <= (row["core"] == "Y"), card.code
    assert natural(card for card in CARDS if card.core) == {code for code, row in listed.items() if row["core"] == "Y"}


def natural(cards):
    """Indicators of the plans: the letters of a card that is told in parts folded into one."""
    return {re.sub(r"-[A-Z]$", "", card.code) for card in cards}


def test_195_natural_indicators_of_which_102_are_counted_from_records():
    """The numbers documents quote: `python -m pytest tests/metrics/test_catalogue.py -k natural`."""
    assert len(natural(CARDS)) == 195
    assert len(natural(card for card in CARDS if card.observe)) == 102
    assert all((card.origin == "return") == (card.observe is None) for card in CARDS)


def test_every_core_indicator_the_feeds_can_carry_is_counted():
    core = natural(card for card in CARDS if card.core)
    assert len(core) == 100
    assert core - natural(card for card in CARDS if card.observe) == set(NOT_CARRIED)


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
