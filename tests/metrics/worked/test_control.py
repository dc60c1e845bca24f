"""Worked examples of process charts."""

import polars as pl
import pytest

from metrics.control import Convention, as_seen

FROM_TWO = Convention(least_points=2, least_run=2, least_steps=1)  # the book's examples are short


def test_flow_rates_of_the_nist_handbook():
    """NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: mean 50.81, mean range 1.8778, limits 45.8159 and 55.8041.

    The handbook uses 3 / 1.128 where we use 2.66, hence the tolerance.
    """
    flow = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
    got = as_seen(pl.DataFrame({"u": 1, "period_index": range(10), "value": flow}), ["u"], FROM_TWO).row(-1, named=True)
    assert got["centre"] == pytest.approx(50.81)
    assert (got["upper"] - got["centre"]) / 2.66 == pytest.approx(1.8778, abs=5e-5)
    assert (got["lower"], got["upper"]) == pytest.approx((45.8159, 55.8041), abs=1e-3)


def test_p_prime_by_hand():
    """Laney's formulas as printed by Minitab (Methods and formulas for Laney P'), four subgroups worked with a calculator.

    18/20, 24/30, 9/10, 32/40: p = 83/100 = .83. z = (p_i - p) / sqrt(p (1 - p) / n_i) = .833392, -.437440, .589297, -.505112;
    ranges 1.270832, 1.026737, 1.094409, mean 1.130660; sigma z = 1.130660 / 1.128 = 1.002358.
    Limits of the fourth: .83 -+ 3 (.059393) (1.002358) = .651402, 1.008598, the upper drawn at 1.
    """
    rows = pl.DataFrame(
        {
            "u": 1,
            "period_index": range(4),
            "value": [0.9, 0.8, 0.9, 0.8],
            "denominator": [20.0, 30.0, 10.0, 40.0],
            "unit": "percent",
        }
    )
    got = as_seen(rows, ["u"], FROM_TWO).row(-1, named=True)
    assert got["chart"] == "p_prime"
    assert got["centre"] == pytest.approx(0.83)
    assert (got["lower"], got["upper"]) == pytest.approx((0.651402, 1.008598), abs=1e-4)
    assert got["drawn_upper"] == 1.0
