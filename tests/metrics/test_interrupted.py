"""A rule with a date: the published Sicilian series, autocorrelation owned up to, and series too short to say anything."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from metrics.effect import concluded
from metrics.interrupted import segmented, weigh

VECTOR = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "interrupted_time_series.json"
NAMES = {
    "(Intercept)": "level", "smokban": "step", "time": "trend", "t36": "slope", "Hsin1": "sine1", "Hcos1": "cosine1",
    "Hsin2": "sine2", "Hcos2": "cosine2",
}  # fmt: skip


@pytest.mark.skipif(not VECTOR.exists(), reason="../shared/vectors is not beside this checkout")
def test_the_published_series_is_reproduced_with_its_slope_counted_from_the_date():
    case = json.loads(VECTOR.read_text("utf-8"))["case"]
    given = {k: np.array(v, dtype=float) for k, v in case["input"].items()}
    series = given["aces"], given["stdpop"], given["time"], given["smokban"] > 0
    fits = {
        "m2_quasi_step": segmented(*series, has_slope=False),
        "m3_quasi_step_harmonic2": segmented(*series, month=given["month"], has_slope=False),
        "m4_quasi_step_slope_centred36": segmented(*series, month=given["month"]),
    }
    for name, got in fits.items():
        told = case["expected"][name]
        keys = [NAMES[n] for n in told["names"]]
        np.testing.assert_allclose([got.coef[k] for k in keys], told["coef"], atol=1e-6)
        np.testing.assert_allclose([got.se[k] for k in keys], told["se"], atol=1e-6)
        assert got.dispersion == pytest.approx(told["dispersion"], rel=1e-5)  # R weighs it one step before the last
    plain = case["expected"]["m1_poisson_step"]
    got = fits["m2_quasi_step"]
    np.testing.assert_allclose([got.coef[NAMES[n]] for n in plain["names"]], plain["coef"], atol=1e-6)
    np.testing.assert_allclose([got.se[NAMES[n]] / got.dispersion**0.5 for n in plain["names"]], plain["se"], atol=1e-6)


def months(before, after, *, level=40.0, step=1.0, rho=0.0, seed=1, rule_on=date(2024, 1, 1)):
    n = before + after
    start = 12 * 2024 - before
    at = [date((start + i) // 12, (start + i) % 12 + 1, 1) for i in range(n)]
    rng = np.random.default_rng(seed)
    noise = np.zeros(n)
    for i in range(1, n):
        noise[i] = rho * noise[i - 1] + rng.normal(0, 0.25 if rho else 0)
    mean = level * np.where(np.arange(n) >= before, step, 1.0) * np.exp(noise)
    return pl.DataFrame({"month": at, "n": rng.poisson(mean), "exposure": np.full(n, 1000)}).with_columns(
        measure_code=pl.lit("m"), rule_on=pl.lit(rule_on)
    )


def test_a_step_is_found_and_called_association_for_there_is_nothing_beside_it():
    got = concluded(weigh(months(24, 24, level=200, step=1.5))).row(0, named=True)
    assert got["low"] < 1.5 < got["high"] and got["low"] > 1
    assert (got["claim"], got["reason"]) == ("association_only", "no_control_series")
    detail = json.loads(got["detail"])
    assert (detail["n_before"], detail["n_after"], detail["season"]) == (24, 24, True)


def test_no_step_is_no_effect_seen():
    got = concluded(weigh(months(24, 24, level=200))).row(0, named=True)
    assert (got["claim"], got["reason"]) == ("no_effect_seen", "interval_holds_none")


@pytest.mark.parametrize(
    "before, after, level, reason, is_fitted",
    [(11, 24, 80, "weak_design", True), (2, 24, 80, "weak_design", False), (4, 5, 80, "weak_design", False),
     (24, 24, 0.1, "few_events", False)],
)  # fmt: skip
def test_short_and_empty_series_say_why_nothing_is_claimed(before, after, level, reason, is_fitted):
    got = concluded(weigh(months(before, after, level=level))).row(0, named=True)
    assert (got["claim"], got["reason"], got["estimate"] is not None) == ("cannot_say", reason, is_fitted)


def test_where_months_hang_together_the_wider_interval_is_told():
    got = weigh(months(30, 30, level=400, rho=0.8, seed=3)).row(0, named=True)
    detail = json.loads(got["detail"])
    assert detail["is_autocorrelated"] and detail["durbin_watson"] < 1.5
    assert got["high"] >= detail["hac_high"] - 1e-12 and got["low"] <= detail["hac_low"] + 1e-12


def test_the_month_a_rule_took_effect_halfway_belongs_to_neither_side():
    got = weigh(months(24, 24, rule_on=date(2024, 1, 15))).row(0, named=True)
    assert (json.loads(got["detail"])["n_before"], json.loads(got["detail"])["n_after"]) == (24, 23)


def test_nothing_sent_is_nothing_told():
    assert weigh(months(3, 3).head(0)).height == 0
    with pytest.raises(ValueError, match="exposures above 0"):
        segmented(np.ones(3), np.zeros(3), np.arange(3.0), np.array([False, False, True]))
