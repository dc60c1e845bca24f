"""Process charts held against the published figures of the NHS-R community's package."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from metrics.control import PACKAGE, as_seen, chart
from metrics.runs import run_ends, trend_ends, two_of_three

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "xmr_mdc.json"


@pytest.mark.skipif(not VECTORS.exists(), reason="../shared/vectors is not beside this checkout")
class TestPublished:
    """The package of the NHS-R community, its figures and labels."""

    told = json.loads(VECTORS.read_text("utf-8")) if VECTORS.exists() else {"series": [], "units": {}}

    @pytest.mark.parametrize("case", told["series"], ids=lambda c: c["id"])
    def test_limits_labels_and_assurance(self, case):
        words = {"increase": "up", "decrease": "down", "neutral": "none"}
        phase = [0] * len(case["values"])
        for begin in case["rebase_dates"] or []:
            phase = [p + (day >= begin) for p, day in zip(phase, case["dates"], strict=True)]
        rows = pl.DataFrame(
            {"u": 1, "period_index": range(len(phase)), "value": [float(v) for v in case["values"]], "phase": phase}
        )
        rows = rows.with_columns(
            direction=pl.lit(words[case["improvement_direction"]]), target=pl.lit(case["target"], dtype=pl.Float64)
        )
        got = chart(rows, ["u"], replace(PACKAGE, screen=case["screen_outliers"], fix_after=case["fix_after_n_points"]))
        expected = case["expected"]
        assert got.select("centre", "lower", "upper").row(-1) == pytest.approx(
            (expected["mean"], expected["lpl"], expected["upl"]), abs=1e-8
        )
        labels = {"V1": "special_cause_improvement", "V3": "special_cause_concern"}
        marked = [[i, labels[v]] for i, v in enumerate(got["variation"]) if v in labels]
        assert marked == expected["point_type"]
        assurance = {"A1": "consistent_pass", "A2": "inconsistent", "A3": "consistent_fail", None: None}
        assert assurance[got["assurance"][-1]] == expected["assurance"]

    def test_rules_one_by_one(self):
        units = self.told["units"]
        for case in units["shift7"]:
            got = run_ends(np.array([case["side"]], dtype=np.int8))
            assert np.abs(got[0]).tolist() == case["hit_end"]
        for case in units["trend7"]:
            y = np.array([case["y"]], dtype=float)
            assert trend_ends(y, np.zeros(y.shape, dtype=np.int64))[0].tolist() == case["hit_end"]
        for case in units["two_of_three"]:
            near, side = np.array([case["near"]]) == 1, np.array([case["side"]], dtype=np.int8)
            assert np.abs(two_of_three(near, side))[0].tolist() == case["member"]

    def test_false_alarms_of_a_steady_series_are_as_often_as_simulated(self):
        """24 points, autocorrelation .3: 5.4 % of latest points are flagged though nothing happened."""
        _, rho, *_, expected = next(r for r in self.told["false_alarm_at_latest_point"]["rows"] if r[:2] == [24, 0.3])
        rng = np.random.default_rng(5)
        noise, y = rng.normal(size=(6_000, 44)), np.zeros((6_000, 44))
        for t in range(1, 44):
            y[:, t] = rho * y[:, t - 1] + noise[:, t]
        rows = pl.DataFrame(
            {
                "u": np.repeat(np.arange(6_000), 24),
                "period_index": np.tile(np.arange(24), 6_000),
                "value": y[:, 20:].ravel(),
            }
        )
        flagged = as_seen(rows, ["u"]).filter(pl.col("period_index") == 23)["variation"].ne("V2").mean()
        assert flagged == pytest.approx(
            expected, abs=2.5 * (expected * (1 - expected) * (1 / 6_000 + 1 / 10_000)) ** 0.5
        )
