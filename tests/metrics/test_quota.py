"""Ratios, visits a year and what an office owes to its band."""

import polars as pl
import pytest

from metrics import quota
from metrics.rates import poisson_rate, wilson

PLAIN = {
    "quarter": "2020Q4", "tier": "D", "selection": "random", "region_code": "360102", "department_code": "*", "n_register": 10, "n_inspected": 4,
    "n_visits": 12, "entity_years": 8.0, "band_low": 0.61, "band_high": 1.0, "n_offices": 1, "n_offices_with_band": 1, "n_banded_register": 10,
    "n_banded_inspected": 4, "n_short": 3, "n_excess": 0, "n_bands": 1, "is_held": True, "is_year_over": True,
}  # fmt: skip


def told(**changed):
    return quota.ratios(pl.DataFrame([PLAIN | changed], infer_schema_length=None)).row(0, named=True)


def test_both_intervals_stand_beside_their_counts():
    row = told()
    assert (row["low"], row["high"]) == tuple(bound[0] for bound in wilson([4], [10]))
    assert (row["visits_low"], row["visits_high"]) == tuple(bound[0] for bound in poisson_rate([12], [8.0]))
    assert row["visits_a_year"] == 1.5


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({}, "short"), ({"is_year_over": False}, "under_way"), ({"n_short": 0}, "within"), ({"n_short": 0, "n_excess": 2}, "above"),
        ({"n_excess": 2}, "short"), ({"n_bands": None}, "no_band"), ({"is_held": False}, None),
    ],
)  # fmt: skip
def test_what_is_said_of_the_band(changed, state):
    assert told(**changed)["band_state"] == state


def test_nobody_registered_has_visits_a_year_and_no_ratio():
    row = told(n_register=0, n_inspected=0, n_visits=2, entity_years=0.5)
    assert (row["low"], row["high"], row["visits_a_year"]) == (None, None, 4.0)


def test_no_time_in_the_tier_has_no_visits_a_year():
    row = told(n_visits=0, entity_years=0.0)
    assert (row["visits_a_year"], row["visits_low"], row["visits_high"]) == (None, None, None)


def test_no_band_leaves_counts_of_nothing_and_a_way_not_held_none():
    none, unheld = (
        told(n_bands=None, n_short=None, n_excess=None, n_banded_register=None),
        told(is_held=False, n_short=None),
    )
    assert (none["n_short"], none["n_excess"], none["n_banded_register"]) == (0, 0, 0)
    assert (unheld["n_short"], unheld["n_banded_inspected"]) == (None, None)


def test_more_visited_than_registered_is_a_fault():
    with pytest.raises(ValueError, match="0 <= x <= n"):
        told(n_inspected=11)


def test_findings_have_wilsons_interval():
    cell = {k: PLAIN[k] for k in quota.KEYS} | {"n_visits": 5, "n_with_findings": 3}
    row = quota.hits(pl.DataFrame([cell])).row(0, named=True)
    assert (round(row["low"], 2), round(row["high"], 2)) == (0.23, 0.88)
