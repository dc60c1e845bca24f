"""Pace on the straight line to a dated target, and compound growth beside it for comparison."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from metrics.growth import growth_progress
from metrics.pace import pace_class, pace_ratio

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "progress_to_target.json"
needs_vectors = pytest.mark.skipif(not VECTORS.exists(), reason="../shared/vectors is not beside this checkout")


def pace(value, start=0.8, target=0.9, direction="up", kind="reach", met=None, on=date(2020, 12, 31)):
    met = (value >= target if direction == "up" else value <= target) if met is None and value is not None else met
    row = pl.DataFrame(
        {
            "value": value, "line_from": start, "line_from_on": date(2018, 12, 31), "target": target, "target_on": date(2022, 12, 31),
            "period_end": on, "target_kind": kind, "comparator": ">=" if direction == "up" else "<=", "direction": direction, "is_met": met,
        },
        schema_overrides={"value": pl.Float64, "line_from": pl.Float64, "is_met": pl.Boolean},
    )  # fmt: skip
    return row.select(ratio=pace_ratio(), word=pace_class()).row(0)


@pytest.mark.parametrize(
    ("value", "ratio", "word"),
    [
        (0.92, 2.4, "met"),
        (0.85, 1.0, "on_track"),
        (0.848, 0.96, "on_track"),
        (0.84, 0.8, "acceleration_needed"),
        (0.82, 0.4, "limited"),
        (0.8, 0.0, "limited"),
        (0.79, -0.2, "deterioration"),
    ],
)
def test_half_way_in_time(value, ratio, word):
    got = pace(value)
    assert got == (pytest.approx(ratio, abs=2e-3), word)


def test_less_is_better():
    assert pace(0.15, start=0.2, target=0.1, direction="down")[1] == "on_track"
    assert pace(0.22, start=0.2, target=0.1, direction="down")[1] == "deterioration"


def test_a_fall_back_from_beyond_the_target_is_no_progress():
    ratio, word = pace(0.88, start=0.95)
    assert ratio > 1 and word == "base_beyond_target"


@pytest.mark.parametrize(
    "given",
    [{"start": None}, {"kind": "hold"}, {"start": 0.9}, {"on": date(2018, 12, 31)}],
    ids=["no start", "a target to hold", "already there", "nothing due yet"],
)
def test_without_a_line_there_is_no_pace(given):
    assert pace(0.85, met=False, **given) == (None, None)


def test_nothing_reported_no_pace():
    assert pace(None) == (None, None)


def test_growth_with_little_and_odd_data():
    rows = pl.DataFrame(
        [(0.0, 2015, 5.0, 2020, 1, None, 10.0, 2030), (5.0, 2020, 5.0, 2020, 1, None, None, 2030), (None, 2015, 5.0, 2020, 1, None, None, 2030), (-1.0, 2015, 5.0, 2020, 1, None, None, 2030)],
        schema=["base_value", "base_year", "current_value", "current_year", "direction", "limit", "target", "target_year"], orient="row",
    )  # fmt: skip
    got = growth_progress(rows)
    assert got["status"].to_list() == ["substantial_progress", *["not_available"] * 3]
    assert got["progress_value"].null_count() == got["score"].null_count() == 3


@needs_vectors
def test_published_rows_of_statistics_canada():
    told = json.loads(VECTORS.read_text("utf-8"))
    rows = pl.DataFrame(told["statcan_rows"], schema=told["columns"], orient="row", infer_schema_length=None)
    got = growth_progress(rows.drop("progress_value", "score", "status"))
    assert got["status"].to_list() == rows["status"].to_list()
    for name in ("progress_value", "score"):
        assert got[name].is_null().to_list() == rows[name].is_null().to_list()
        assert (got[name] - rows[name]).abs().max() < 1e-9


@needs_vectors
def test_the_linear_pace_of_the_same_rows():
    told = json.loads(VECTORS.read_text("utf-8"))
    linear = told["alternatives_derived"]
    names = ["framework", "indicator", "series"]
    rows = pl.DataFrame(told["statcan_rows"], schema=told["columns"], orient="row", infer_schema_length=None)
    expected = pl.DataFrame(linear["rows"], schema=linear["columns"], orient="row", infer_schema_length=None)
    up = pl.col("direction") > 0
    met = (
        pl.when(up)
        .then(pl.col("current_value") >= pl.col("target"))
        .otherwise(pl.col("current_value") <= pl.col("target"))
    )
    a_year = {
        n: pl.col(c).cast(pl.Int32).cast(pl.Date)
        for n, c in {"line_from_on": "base_year", "period_end": "current_year", "target_on": "target_year"}.items()
    }
    got = rows.join(expected, on=names).with_columns(
        **a_year, line_from="base_value", value="current_value", is_met=met, target_kind=pl.lit("reach"),
        comparator=pl.when(up).then(pl.lit(">=")).otherwise(pl.lit("<=")), direction=pl.when(up).then(pl.lit("up")).otherwise(pl.lit("down")),
    ).with_columns(ratio=pace_ratio(), word=pace_class().replace("met", "target_achieved"))  # fmt: skip
    assert got.height > 10  # the rows that stand in both lists
    assert (got["ratio"] - got["linear_pace_ratio"]).abs().max() < 1e-9
    assert got["word"].to_list() == got["linear_pace_class"].to_list()
