"""The decision table, drawn: signals in, verdict out. First match wins; a signal that is missing proves nothing."""

import itertools

import polars as pl
import pytest

from metrics.verdict import TABLE, decide
from metrics.vocabulary import VERDICTS, WORDS

COLUMNS = {
    "D": pl.String, "T": pl.String, "P": pl.String, "V": pl.String, "A": pl.String, "F": pl.String,
    "n_worse_of_three": pl.Int32, "is_past_deadline": pl.Boolean, "is_over": pl.Boolean,
    "is_shared": pl.Boolean,
}  # fmt: skip


def signals(*, D=None, T="T2", P="P2", V="V2", A="A2", F="F2", worse=None, late=False, over=False, shared=False):
    twice = worse if worse is not None else (1 if V == "V3" else 0)
    return pl.DataFrame([(D, T, P, V, A, F, twice, late, over, shared)], schema=COLUMNS, orient="row")


def verdict(**given):
    return decide(signals(**given)).select("rule_number", "code", "word").row(0)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"D": "D1", "T": None}, (1, "NOT_REPORTED", "insufficient")),
        ({"D": "D2", "T": "T4", "P": "P4"}, (2, "NOT_ASSESSABLE", "insufficient")),
        ({"D": "DN", "T": "T4"}, (2, "NOT_ASSESSABLE", "insufficient")),
        # no target
        ({"T": "T0", "P": "P4"}, (3, "LAGGING_PEERS", "lagging")),
        ({"T": "T0", "P": "P4", "V": "V1"}, (3, "WATCH", "watch")),
        ({"T": "T0", "V": "V3", "worse": 2}, (3, "DETERIORATING", "lagging")),
        ({"T": "T0", "V": "V3"}, (3, "WATCH", "watch")),
        ({"T": "T0", "P": "P0"}, (3, "GOOD", "met")),
        ({"T": "T0"}, (3, "STABLE", "met")),
        ({"T": "T0", "P": None, "V": None}, (3, "NO_TARGET", None)),
        # below the target
        ({"T": "T4", "F": "F1"}, (4, "ON_TRACK", "on_course")),
        ({"T": "T4", "F": "F1", "P": "P4"}, (5, "LAGGING", "lagging")),
        ({"T": "T4", "P": "P4", "V": "V1"}, (10, "IMPROVING_BELOW_TARGET", "watch")),
        ({"T": "T4", "F": "F1", "late": True}, (9, "OFF_TRACK", "watch")),
        ({"T": "T3", "V": "V3", "worse": 2}, (6, "DETERIORATING", "lagging")),
        ({"T": "T3", "V": "V2", "worse": 2}, (6, "DETERIORATING", "lagging")),
        ({"T": "T3", "V": "V1", "worse": 2}, (10, "IMPROVING_BELOW_TARGET", "watch")),  # it no longer is
        ({"T": "T4", "A": "A3", "P": "P3"}, (7, "LAGGING", "lagging")),
        ({"T": "T4", "A": "A3", "P": None}, (7, "LAGGING", "lagging")),
        ({"T": "T4", "A": "A3", "P": None, "shared": True}, (8, "SHORTFALL_SHARED", "watch")),
        ({"T": "T4", "A": "A3"}, (8, "SHORTFALL_SHARED", "watch")),
        ({"T": "T3", "F": "F3"}, (9, "OFF_TRACK", "watch")),
        ({"T": "T3", "V": "V1"}, (10, "IMPROVING_BELOW_TARGET", "watch")),
        ({"T": "T4"}, (11, "BELOW_TARGET", "watch")),
        ({"T": "T3"}, (12, "WATCH", "watch")),
        # met
        ({"V": "V3"}, (13, "WATCH", "watch")),
        ({"T": "T1", "P": "P4"}, (13, "WATCH", "watch")),
        ({"T": "T1", "A": "A1"}, (14, "MET_STABLE", "met")),
        ({"T": "T1", "A": None}, (15, "MET_UNPROVEN", "met")),
        ({"T": "T1"}, (16, "MET_UNSTABLE", "met")),
        # the plan is over: met or not, nothing else
        ({"T": "T4", "P": "P4", "over": True}, (0, "NOT_MET", "not_met")),
        ({"T": "T1", "V": "V3", "over": True}, (0, "MET", "met")),
        ({"T": "T0", "P": "P4", "over": True}, (3, "NO_TARGET", None)),
    ],
)
def test_the_table(given, expected):
    assert verdict(**given) == expected


def test_every_combination_gets_exactly_one_verdict_and_nobody_lags_on_a_missing_signal_alone():
    states = (
        ("T0", "T1", "T2", "T3", "T4"), (None, "P0", "P1", "P2", "P3", "P4"), (None, "V1", "V2", "V3"),
        (None, "A1", "A2", "A3"), (None, "F1", "F2", "F3"), (0, 1, 2, 3), (True, False),
    )  # fmt: skip
    every = pl.DataFrame(
        [(None, *combination, False, False) for combination in itertools.product(*states)], schema=COLUMNS, orient="row"
    )
    got = decide(every)
    assert set(got["code"]) <= set(VERDICTS) and set(got["word"].drop_nulls()) <= set(WORDS)
    assert got["code"].null_count() == 0
    unseen = got.filter(
        pl.col("P").is_null() & pl.col("V").is_null() & pl.col("A").is_null() & (pl.col("n_worse_of_three") < 2)
    )
    assert "lagging" not in set(unseen["word"])


def test_each_line_of_the_table_can_be_reached():
    assert [row.number for row in TABLE if row.number] == sorted(row.number for row in TABLE if row.number)
    assert {row.code for row in TABLE} == set(VERDICTS)
