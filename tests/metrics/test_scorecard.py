"""Points of the scorecard, worked by hand."""

import polars as pl
import pytest

from metrics import scorecard

COUNTS = {
    "quarter": pl.String,
    "department_code": pl.String,
    "dimension": pl.String,
    "n_ok": pl.Int64,
    "n_required": pl.Int64,
    "has_calendar": pl.Boolean,
}


def counts(*cells, has_calendar=True):
    """cells: (dimension, n_ok, n_required)."""
    return pl.DataFrame([("2026Q3", "transport", *cell, has_calendar) for cell in cells], schema=COUNTS, orient="row")


@pytest.mark.parametrize(
    ("n_ok", "n_required", "points"),
    [
        (5000, 5000, 100),
        (95, 100, 100),  # full marks begin here
        (94, 100, 94 / 95 * 100),  # 98.947: no cliff below
        (19, 40, 50),  # half of 95 %
        (0, 7, 0),
    ],
)
def test_full_marks_from_95_per_cent_and_in_proportion_below(n_ok, n_required, points):
    got = scorecard.score(counts(("validity", n_ok, n_required)))
    assert got["points"].item() == pytest.approx(points) and got["rate"].item() == pytest.approx(n_ok / n_required)
    assert got["blank"].item() is None and got["position"].item() == 4


def test_4700_of_5000_rows_are_98_95_points():
    assert round(scorecard.score(counts(("validity", 4700, 5000)))["points"].item(), 2) == 98.95


@pytest.mark.parametrize(
    ("dimension", "has_calendar", "why"),
    [
        ("completeness", False, "no_calendar"), ("timeliness", False, "no_calendar"), ("completeness", True, "nothing_due"),
        ("timeliness", True, "nothing_received"), ("readable", False, "nothing_received"), ("codes", True, "nothing_to_count"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("empty", [(None, None), (0, 0)])
def test_nothing_required_is_no_zero_but_a_blank_with_its_reason(dimension, has_calendar, why, empty):
    got = scorecard.score(counts((dimension, *empty), has_calendar=has_calendar)).row(0, named=True)
    assert (got["points"], got["rate"], got["blank"], got["n_required"]) == (None, None, why, 0)


def test_no_dimension_is_added_to_another():
    got = scorecard.score(counts(*((d, 1, 2) for d in scorecard.DIMENSIONS)))
    assert got.columns == scorecard.SCORED and got.height == len(scorecard.DIMENSIONS)


@pytest.mark.parametrize("cell", [("validity", 3, 2), ("validity", -1, 2), ("zeal", 1, 2)])
def test_what_is_no_count_is_refused(cell):
    with pytest.raises(ValueError):
        scorecard.score(counts(cell))


def test_an_empty_build_has_an_empty_scorecard():
    assert scorecard.score(counts()).columns == scorecard.SCORED
