"""Worked examples of looking ahead."""

import numpy as np
import pytest

from metrics.holt import Smoothing, smooth, start_on_first_two
from metrics.line import fit_line


def test_a_line_through_five_points_by_hand():
    """y = 2, 4, 5, 4, 5 at 1 to 5: slope .6, intercept 2.2, RSS 2.4, s2 = 2.4 / 3 = .8.

    At 7 the line stands at 6.4, variance .8 (1 + 1/5 + 16/10) = 2.24. (Montgomery, Peck and Vining's formula, ch. 2.)
    """
    line = fit_line(np.array([[2.0, 4.0, 5.0, 4.0, 5.0]]))
    mean, variance = line.ahead(np.array([2.0]))
    assert (line.slope[0], mean[0], variance[0]) == pytest.approx((0.6, 6.4, 2.24))


def test_damped_holt_by_hand():
    """y = 10, 12, 13 with alpha .5, beta .4, phi .8, begun at level 10 and trend 2 (Gardner and McKenzie's recursion).

    10: foreseen 11.6, error -1.6, level 10.8, trend 1.28. 12: foreseen 11.824, error .176, level 11.912, trend 1.0592.
    13: foreseen 12.75936, error .24064, level 12.87968, trend .895488. Two ahead: 12.87968 + .895488 (.8 + .64) = 14.16918.
    Variance factor two ahead: 1 + (.5 (1 + .4 * .8))^2 = 1.4356.
    """
    y = np.array([[10.0, 12.0, 13.0]])
    got = smooth(y, [2], [Smoothing(0.5, 0.4, 0.8)], start_on_first_two(y))
    mean, factor, _ = got.ahead(0, np.array([0]), np.array([2]))
    assert (mean[0], factor[0]) == pytest.approx((14.16918, 1.4356), abs=1e-5)
    assert got.squares[0, 0] == pytest.approx(1.6**2 + 0.176**2 + 0.24064**2)
