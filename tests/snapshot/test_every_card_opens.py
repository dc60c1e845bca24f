"""Whatever the page of an indicator reads is there for every card of the catalogue: counted, returned, or not returned at all."""

from __future__ import annotations

import json
import math

import pytest

from dashboard import words
from dashboard.access import Scope
from dashboard.components import headline
from dashboard.reads import base, indicator
from metrics.catalogue import read_cards
from tests import demo

CARDS = read_cards()
REGION, QUARTER = "360000", "2026Q3"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    home = demo.home(tmp_path_factory)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XINHENG_HOME", str(home))
        yield json.loads((home / "current.json").read_text("utf-8"))["snapshot"]


def at(snapshot, card):
    return Scope(snapshot, plan=demo.PLAN, quarter=QUARTER, region=REGION, indicator=card.code)


def test_every_card_is_read_and_its_title_says_where_it_stands(snapshot):
    # one question for the judgements of all of them: what `indicator.now` asks one by one
    asked = f"select * from stat_judgement where plan = '{demo.PLAN}' and quarter = '{QUARTER}' and region_code = '{REGION}' and department_code = '*'"
    told = {row["indicator"]: row for row in base.reader().query(snapshot, asked).to_pylist()}
    for card in CARDS:
        read, now = indicator.card(at(snapshot, card)), told.get(card.code)
        assert read is not None and (read["name_zh"], read["name_en"]) == (card.name_zh, card.name_en)
        for lang in ("zh", "en"):
            words.use(lang)
            said = headline.finding(read, now).removeprefix(words.named(read))
            assert said and "nan" not in said and "None" not in said, card.code
        if now is None or now["value"] is None:
            assert now is None or now["blank"], card.code
        else:
            assert math.isfinite(now["value"]), card.code
    assert (
        100 < sum(row["value"] is not None for row in told.values()) < len(CARDS)
    )  # the others say that nothing was returned


# a return, a return nobody sends, a plain count, a duration, one of a year, one of persons, one of places only, one rolled up
ODD = ("M10-1", "M43-2", "M25-1", "M31-2", "M19-5", "M11-2", "M16-1", "M24-4")


@pytest.mark.parametrize("card", [c for c in CARDS if c.code in ODD], ids=lambda card: card.code)
def test_all_that_the_page_of_an_odd_one_reads_is_there(snapshot, card):
    scope = at(snapshot, card)
    regions = indicator.regions(scope)
    assert len(regions) == 11 and all((row["value"] is None) == (row["blank"] is not None) for row in regions)
    assert all(row["name_zh"] for row in indicator.departments(scope))
    assert {c["plan"] for c in indicator.clauses(scope)} == {c.plan for c in card.clauses}
    assert indicator.series(scope)["period"].is_sorted() and indicator.targets(scope) is not None
    mart = card.observe.mart if card.observe else "agg_return"
    assert mart in {row["name"] for row in indicator.statements(scope)}
