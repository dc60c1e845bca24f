"""The two models of a forecast against their oracles: published figures, R's and statsmodels' results, slow twins."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import optimize, stats
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.holtwinters import Holt

from metrics import holt
from metrics.holt import GRID, Smoothing, smooth, start_on_first_two, start_on_line
from metrics.line import fit_line

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "forecast_target.json"
needs_vectors = pytest.mark.skipif(not VECTORS.exists(), reason="../shared/vectors is not beside this checkout")
EIGHT = np.arange(1, 9)


def holed(rng, series, periods, share=0.15):
    y = np.cumsum(rng.normal(0.3, 1, (series, periods)), axis=1) + 50
    y[rng.random(y.shape) < share] = np.nan
    return y


def test_the_line_is_that_of_ordinary_least_squares_gaps_and_all():
    y = holed(np.random.default_rng(1), 30, 14)
    mean, variance = fit_line(y).ahead(np.full(30, 4.0))
    t = np.arange(-13.0, 1.0)
    for i, row in enumerate(y):
        known = ~np.isnan(row)
        oracle = sm.OLS(row[known], sm.add_constant(t[known])).fit().get_prediction([[1.0, 4.0]])
        frame = oracle.summary_frame(alpha=0.2)
        half = np.sqrt(variance[i]) * stats.t.ppf(0.9, known.sum() - 2)
        assert (mean[i] - half, mean[i] + half) == pytest.approx(frame[["obs_ci_lower", "obs_ci_upper"]].to_numpy()[0])


@pytest.mark.parametrize("h", [1.0, 5.0])
def test_with_autocorrelation_the_error_is_that_of_the_whole_covariance(h):
    """Twin: the error y(h) - c'y written out as one weighted sum of all noise, its variance from the full matrix."""
    y, rho = holed(np.random.default_rng(2), 20, 12), 0.3
    line = fit_line(y, rho)
    _, variance = line.ahead(np.full(20, h))
    for i, row in enumerate(y):
        t = np.flatnonzero(~np.isnan(row)) - 11.0
        x = np.column_stack([np.ones(len(t)), t])
        fit = np.linalg.pinv(x)
        times = np.append(t, h)
        cov = rho ** np.abs(times[:, None] - times)
        error = np.append(-np.array([1, h]) @ fit, 1.0)
        residual = np.eye(len(t)) - x @ fit
        s2 = (residual @ row[~np.isnan(row)]) @ (residual @ row[~np.isnan(row)]) / np.trace(residual @ cov[:-1, :-1])
        assert variance[i] == pytest.approx(s2 * (error @ cov @ error))


def test_autocorrelation_widens_and_is_recovered_on_average():
    """20,000 lines with noise of autocorrelation .3: the stated variance is the mean squared error, the textbook's is not."""
    rng, rho = np.random.default_rng(3), 0.3
    noise = rng.normal(size=(20_000, 33))
    for t in range(1, 33):
        noise[:, t] = rho * noise[:, t - 1] + np.sqrt(1 - rho**2) * noise[:, t]
    past, come = noise[:, 20:32], noise[:, 32]
    missed = {}
    for given in (0.0, rho):
        mean, variance = fit_line(past, given).ahead(np.ones(20_000))
        missed[given] = ((come - mean) ** 2).mean() / variance.mean()
    assert missed[rho] == pytest.approx(1, abs=0.03)
    assert missed[0.0] > 1.05


def test_two_points_are_no_line():
    mean, variance = fit_line(np.array([[np.nan, 1.0, 2.0], [np.nan, np.nan, np.nan]])).ahead(np.ones(2))
    assert np.isnan(mean).all() and np.isnan(variance).all()
    with pytest.raises(ValueError, match="an autocorrelation from 0 to below 1"):
        fit_line(np.ones((1, 5)), 1.0)


@pytest.mark.parametrize("chosen", GRID[::5])
def test_holt_is_that_of_statsmodels_with_its_prediction_variance(chosen):
    y = holed(np.random.default_rng(4), 3, 30, share=0)
    level, trend = start_on_line(y)
    got = smooth(y, [29], [chosen])
    for i, row in enumerate(y):
        mean, factor, _ = got.ahead(0, np.full(8, i), EIGHT)
        known = {"initialization_method": "known", "initial_level": level[i], "initial_trend": trend[i]}
        holt = Holt(row, damped_trend=True, **known).fit(
            smoothing_level=chosen.alpha, smoothing_trend=chosen.beta, damping_trend=chosen.phi, optimized=False
        )
        assert mean == pytest.approx(holt.forecast(8))
        model = ETSModel(pd.Series(row), error="add", trend="add", damped_trend=True, **known)
        state = model.smooth([chosen.alpha, chosen.alpha * chosen.beta, chosen.phi])
        ahead = state.get_prediction(start=30, end=37)
        assert got.squares[0, i] == pytest.approx(state.sse)
        assert factor * state.sse / 30 == pytest.approx(np.asarray(ahead.forecast_variance))


def slow_holt(row, level, trend, chosen):
    """One series, one value at a time: (level, trend, sum of squares); a gap moves the state on without an error."""
    squares, begun = 0.0, False
    for value in row:
        begun = begun or not np.isnan(value)
        if not begun:
            continue
        seen = level + chosen.phi * trend
        error = 0.0 if np.isnan(value) else value - seen
        level, trend = seen + chosen.alpha * error, chosen.phi * trend + chosen.alpha * chosen.beta * error
        squares += error**2
    return level, trend, squares


def test_the_slow_twin_agrees_at_every_origin_gaps_and_late_beginnings_included():
    y = holed(np.random.default_rng(5), 15, 20)
    y[3, :6] = np.nan
    level, trend = start_on_line(y)
    origins = [9, 14, 19]
    got = smooth(y, origins)
    for i in range(15):
        for o, origin in enumerate(origins):
            twins = [slow_holt(y[i, : origin + 1], level[i], trend[i], chosen) for chosen in GRID]
            best = min(range(len(GRID)), key=lambda k, twins=twins: twins[k][2])
            assert (got.level[o, i], got.trend[o, i], got.squares[o, i]) == pytest.approx(twins[best])
            assert got.pick[o, i] == best


def test_the_start_is_the_line_through_the_first_eight_values():
    y = holed(np.random.default_rng(6), 20, 20)
    level, trend = start_on_line(y)
    for i, row in enumerate(y):
        t = np.flatnonzero(~np.isnan(row))[:8]
        slope, intercept = np.polyfit(t, row[t], 1)
        assert (level[i], trend[i]) == pytest.approx((intercept + slope * (t[0] - 1), slope))


def test_nothing_is_smoothed_into_something_finite():
    got = smooth(np.array([[np.nan] * 5, [np.nan, np.nan, 3.0, np.nan, np.nan]]), [4])
    assert np.isfinite(got.level).all() and got.n_errors.tolist() == [[0, 1]]


@needs_vectors
class TestPublished:
    told = json.loads(VECTORS.read_text("utf-8")) if VECTORS.exists() else {"ols_cases": []}

    @pytest.mark.parametrize("case", told["ols_cases"], ids=lambda c: c["id"])
    def test_the_line_of_r(self, case):
        y, expected = np.array([case["y"]]), case["expected"]
        line = fit_line(y)
        mean, variance = (v[0] for v in line.ahead(np.array([float(case["h"])])))
        se, df = np.sqrt(variance), y.shape[1] - 2
        assert (mean, se, line.slope[0]) == pytest.approx(
            (expected["fit"], expected["se_pred"], expected["slope"]), abs=1e-8
        )
        for share in (80, 95):
            half = se * stats.t.ppf(0.5 + share / 200, df)
            assert (mean - half, mean + half) == pytest.approx(expected[f"pi{share}"], abs=1e-8)
        chance = stats.t.cdf((mean - case["target"]) / se, df)
        assert (chance if case["direction"] == "increase" else 1 - chance) == pytest.approx(
            expected["prob_meets_target"], abs=1e-8
        )
        damped = case["derived"].get("damped_holt_fixed_a.8_b.2_phi.8")
        if damped:
            got = smooth(y, [y.shape[1] - 1], [Smoothing(0.8, 0.2, 0.8)], start_on_first_two(y))
            assert got.ahead(0, np.array([0]), np.array([case["h"]]))[0][0] == pytest.approx(
                damped["forecast"], abs=1e-8
            )

    def test_the_textbook_figures_of_holt(self):
        told = self.told["holt_published"]
        y, five = np.array([told["y"]]), (np.zeros(5, dtype=np.int64), np.arange(1, 6))
        got = smooth(y, [14], [Smoothing(told["alpha"], told["beta"], 1.0)], start_on_first_two(y))
        assert got.ahead(0, *five)[0] == pytest.approx(told["forecast_2dp"], abs=0.006)

        def squares(x):
            return smooth(y, [14], [Smoothing(0.8, 0.2, min(max(x[2], 0.8), 0.995))], (x[:1], x[1:2])).squares[0, 0]

        # The published damped forecast estimates level, trend and damping together (statsmodels' way of starting).
        found = optimize.minimize(
            squares, [15.0, 3.0, 0.9], method="Nelder-Mead", options={"maxiter": 800, "fatol": 1e-9}
        ).x
        damped = smooth(y, [14], [Smoothing(0.8, 0.2, found[2])], (found[:1], found[1:2]))
        assert damped.ahead(0, *five)[0] == pytest.approx(told["damped_phi_estimated_2dp"], abs=0.006)


def test_parameter_sets_side_by_side_or_one_after_the_other_are_one_smoothing(monkeypatch):
    y = holed(np.random.default_rng(11), 5, 31)
    y[2] = np.nan
    together = smooth(y, range(31))
    monkeypatch.setattr(holt, "FEW_CELLS", 0)
    apart = smooth(y, range(31))
    for name in ("level", "trend", "squares", "n_errors", "pick"):
        assert np.array_equal(getattr(together, name), getattr(apart, name)), name
