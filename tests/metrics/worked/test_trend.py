"""Worked examples of trends."""

import numpy as np
import pytest

from metrics.trend import mann_kendall, sen_slope


def test_five_rising_points_by_hand():
    """S = 10, var = 5 * 4 * 15 / 18 = 16.667, z = 9 / 4.0825 = 2.2045, p = .0275; exact: 2 of 120 orders, .0167."""
    got = mann_kendall(np.array([[1.0, 2.0, 3.0, 4.0, 5.0]]))
    assert got["s"][0] == 10 and got["z"][0] == pytest.approx(2.2045, abs=5e-5)
    assert (got["p"][0], got["p_exact"][0]) == pytest.approx((0.0275, 0.0167), abs=5e-5)


def test_sen_slope_by_hand():
    """Slopes between 1, 2, 4, 8 at times 0 to 3: 1, 1.5, 2.333, 2, 3, 4; their median is (2 + 2.333) / 2 = 2.1667."""
    slope, intercept = sen_slope(np.array([[1.0, 2.0, 4.0, 8.0]]))
    assert slope[0] == pytest.approx(13 / 6)
    assert intercept[0] == pytest.approx(3 - 1.5 * 13 / 6)
