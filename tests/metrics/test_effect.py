"""What may be claimed of a measure: the decision table row by row, one register whose truth is known, and no word without ground."""

import json
import tomllib

import numpy as np
import polars as pl
import pytest

from metrics.catalogue import EFFECT_PROOF
from metrics.claim import COLUMNS, concluded
from metrics.effect import weigh
from tests.benchmarks.effect import conclusions
from tests.benchmarks.sanctioned import MEASURES, Register, invent

NONE = (None, None, None, None)


def rows(hazard, matched, *, off=0.02, why=None, outcome="comply", others=()):
    """hazard, matched: estimate, low, high, p of measure m."""
    made = []
    for code, design, numbers, reason in (("m", "hazard", hazard, None), ("m", "matched", matched, why), *others):
        estimate, low, high, p = numbers
        made.append({
            "measure_code": code, "design": design, "outcome": outcome, "estimate": estimate, "low": low, "high": high,
            "p": p, "detail": json.dumps({"max_difference": off}), "reason": reason,
        })  # fmt: skip
    return pl.DataFrame(made, schema=COLUMNS)


UP, DOWN, FLAT = (1.5, 1.3, 1.7, 1e-6), (0.6, 0.5, 0.8, 1e-6), (1.02, 0.9, 1.15, 0.7)
MORE, LESS, SAME = (0.15, 0.1, 0.2, 1e-6), (-0.15, -0.2, -0.1, 1e-6), (0.01, -0.05, 0.07, 0.7)


@pytest.mark.parametrize(
    "hazard, matched, told, claim, reason",
    [
        (UP, MORE, {}, "works", "both_agree"),
        (DOWN, LESS, {}, "works_against", "both_agree"),
        (UP, MORE, {"off": 0.11}, "association_only", "unbalanced"),
        (UP, MORE, {"off": None}, "association_only", "unbalanced"),
        (UP, SAME, {}, "association_only", "matched_unsure"),
        (UP, LESS, {}, "association_only", "designs_disagree"),
        (FLAT, MORE, {}, "association_only", "designs_disagree"),
        (FLAT, SAME, {}, "no_effect_seen", "interval_holds_none"),
        ((1.2, 1.01, 1.43, 0.06), SAME, {}, "association_only", "one_of_many"),
        ((1.1, 0.7, 1.7, 0.6), SAME, {}, "cannot_say", "wide_interval"),
        (UP, NONE, {"why": "no_controls"}, "association_only", "no_controls"),
        (UP, NONE, {"why": "few_events"}, "association_only", "few_events"),
        (NONE, MORE, {}, "cannot_say", "not_modelled"),
        # of re-offence less is good, and sooner is worse
        (DOWN, LESS, {"outcome": "reoffend"}, "works", "both_agree"),
        (UP, MORE, {"outcome": "reoffend"}, "works_against", "both_agree"),
    ],
)
def test_a_measure_works_only_where_both_designs_say_so_of_groups_alike(hazard, matched, told, claim, reason):
    got = concluded(rows(hazard, matched, **told)).filter(design="hazard").row(0, named=True)
    assert (got["claim"], got["reason"]) == (claim, reason)


def test_one_design_alone_never_carries_more_than_an_association():
    got = concluded(rows(UP, MORE)).filter(design="matched").row(0, named=True)
    assert (got["claim"], got["reason"]) == ("association_only", "one_design")
    none = concluded(rows(UP, SAME)).filter(design="matched").row(0, named=True)
    assert (none["claim"], none["reason"]) == ("no_effect_seen", "interval_holds_none")
    blurred = concluded(rows(UP, (0.01, -0.15, 0.17, 0.9))).filter(design="matched").row(0, named=True)
    assert (blurred["claim"], blurred["reason"]) == ("cannot_say", "wide_interval")


def test_what_stands_alone_may_fall_among_twenty_measures():
    just = (1.2, 1.01, 1.43, 0.04)
    alone = concluded(rows(just, MORE)).filter(design="hazard")["claim"].item()
    among = concluded(rows(just, MORE, others=[(f"o{i}", "hazard", FLAT, None) for i in range(19)]))
    own = among.filter(measure_code="m", design="hazard").row(0, named=True)
    assert alone == "works"
    assert own["q"] == pytest.approx(0.7) and own["claim"] == "association_only"


@pytest.fixture(scope="module")
def weighed():
    return weigh(*invent(np.random.default_rng(1), Register()))


def test_the_measure_that_works_is_told_from_the_one_that_does_not(weighed):
    claims = dict(concluded(weighed.effect).filter(design="hazard").select("measure_code", "claim").iter_rows())
    assert claims == {MEASURES[0]: "works", MEASURES[1]: "no_effect_seen"}
    assert weighed.balance["difference_after"].abs().max() < 0.1 < weighed.balance["difference_before"].abs().max()


def test_every_row_says_what_it_used_and_holds_no_number_that_is_none(weighed):
    assert weighed.effect.columns == list(COLUMNS)
    for row in concluded(weighed.effect).to_dicts():
        detail = json.loads(row["detail"])
        assert row["claim"] and row["reason"] and "NaN" not in row["detail"]
        assert {"adjusted_for", "stratified_by", "ph_p"} <= detail.keys() or {
            "matched_on",
            "share_control",
        } <= detail.keys()


def test_few_listings_are_not_modelled():
    effect = concluded(weigh(*invent(np.random.default_rng(2), Register(listings=30, offices=2))).effect)
    assert set(effect["claim"]) == {"cannot_say"} and effect["estimate"].null_count() == effect.height
    assert set(effect["reason"]) <= {"few_events", "no_controls", "not_modelled", "too_short"}


def test_nothing_listed_and_nothing_applied_are_rows_of_nothing():
    listings, measures = invent(np.random.default_rng(3), Register(listings=50, offices=2))
    for given in ((listings, measures.head(0)), (listings.head(0), measures), (listings.head(0), measures.head(0))):
        found = weigh(*given)
        assert concluded(found.effect).filter(pl.col("estimate").is_not_null()).height == 0
    with pytest.raises(ValueError, match="outcome must be one of comply, reoffend"):
        weigh(listings, measures, outcome="pay")


def test_in_small_the_proof_holds_nothing_works_where_nothing_does():
    told = conclusions(Register((1.0, 1.0), 1200, 20), [3, 0], 12).filter(design="hazard")
    assert (told["claim"] == "works").sum() <= 1
    held = told.select((pl.col("low") <= 1) & (pl.col("high") >= 1)).to_series()
    assert held.mean() > 0.8


def test_the_proof_shown_was_written_by_a_full_run_and_holds():
    table = tomllib.loads(EFFECT_PROOF.read_text(encoding="utf-8"))
    claimed = [r for r in table["row"] if "target" in r and r["runs"] >= 2000]
    assert not table["is_quick"] and all(r["holds"] for r in claimed)
    assert {r["part"] for r in claimed} == {"coverage", "false", "power"}
    assert sum(r["part"] == "coverage" for r in claimed) >= 3
