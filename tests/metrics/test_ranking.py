"""Regions in order: who is ranked and who is not, thirds that are sure, and two periods among the same regions."""

from math import ceil, floor

import numpy as np
import polars as pl
import pytest

from metrics.ranking import GROUP, LEAST_TO_RANK, rank_regions
from tests.drawing import rows, shows

PLAIN = {
    "indicator": "I", "quarter": "2026Q3", "root_code": "X", "level": "county", "unit": "percent", "direction": "up",
    "n_owed": None, "n_lacking": None, "n_regions": 9, "step": 1, "numerator": None, "denominator": None, "value": None,
}  # fmt: skip
SCHEMA = {
    "indicator": pl.String, "quarter": pl.String, "root_code": pl.String, "level": pl.String, "region_code": pl.String,
    "numerator": pl.Float64, "denominator": pl.Float64, "value": pl.Float64, "unit": pl.String, "direction": pl.String,
    "n_owed": pl.Int32, "n_lacking": pl.Int32, "n_regions": pl.Int32, "step": pl.Int32,
}  # fmt: skip


def figures(picture, **constants):
    cells = [PLAIN | constants | row for row in (rows(picture) if isinstance(picture, str) else picture)]
    for cell in cells:
        if cell["value"] is None and cell["denominator"]:
            cell["value"] = cell["numerator"] / cell["denominator"]
    return pl.DataFrame([{c: cell[c] for c in SCHEMA} for cell in cells], schema=SCHEMA)


def test_three_regions_that_differ_for_sure_and_one_that_may_be_anywhere():
    got = rank_regions(figures("""
        region_code | numerator | denominator
        ------------+-----------+------------
        a           | 960       | 1000
        b           | 900       | 1000
        c           | 600       | 1000
        d           | 9         | 10          """))  # fmt: skip
    shows(got, """
        region_code | rank | n_tied | n_ranked | rank_low | rank_high | tier      | percentile | n_excluded
        ------------+------+--------+----------+----------+-----------+-----------+------------+-----------
        a           | 1    | 1      | 4        | 1        | 2         | not_lower | 1.0        | 5
        b           | 2    | 2      | 4        | 2        | 3         | not_upper | 0.5        | 5
        c           | 4    | 1      | 4        | 3        | 4         | lower     | 0.0        | 5
        d           | 2    | 2      | 4        | 1        | 4         | unclear   | 0.5        | 5         """)  # fmt: skip


def test_only_complete_rates_with_a_direction_and_ten_cases_are_ranked_and_the_rest_says_why():
    got = rank_regions(figures("""
        region_code | indicator | numerator | denominator | value | unit    | direction | n_owed | n_lacking
        ------------+-----------+-----------+-------------+-------+---------+-----------+--------+----------
        a           | I         | 9         | 10          |       | percent | up        |        |
        b           | I         | 8         | 10          |       | percent | up        | 100    | 5
        c           | I         | 8         | 10          |       | percent | up        | 12     | 1
        d           | I         | 8         | 9           |       | percent | up        |        |
        e           | I         |           |             |       | percent | up        |        |
        f           | I         | 0         | 0           |       | percent | up        |        |
        g           | I         |           |             | 0.8   | percent | up        |        |
        h           | I         | 11        | 10          |       | percent | up        |        |
        a           | N         | 9         | 10          |       | percent | none      |        |
        b           | N         | 9         | 10          |       | percent | none      |        |
        a           | C         | 9         |             | 9.0   | count   | up        |        |
        a           | D         | 90        | 10          |       | duration | down     |        |
        a           | L         | 9         | 10          |       | percent | up        |        |           """))  # fmt: skip
    assert dict(zip(got["indicator"] + got["region_code"], got["excluded"], strict=True)) == {
        "Ia": None, "Ib": None, "Ic": "incomplete", "Id": "too_small", "Ie": "no_figure", "If": "no_figure", "Ig": "value_only",
        "Ih": "value_only", "Na": "no_direction", "Nb": "no_direction", "Ca": "value_only", "Da": "value_only", "La": "alone",
    }  # fmt: skip
    ranked = got.filter(pl.col("excluded").is_null())
    assert ranked["n_ranked"].to_list() == [2, 2] and ranked["tier"].to_list() == [None, None] and LEAST_TO_RANK == 10
    assert got.filter(pl.col("excluded").is_not_null())["rank"].null_count() == 11


def test_thirds_are_claimed_only_where_the_whole_interval_lies_in_one():
    cells = [
        {"region_code": f"{k}{i}", "numerator": r, "denominator": 4000}
        for k, r in enumerate((3900, 3000, 1000))
        for i in range(3)
    ]
    got = rank_regions(figures(cells))
    assert dict(zip(got["region_code"], got["tier"], strict=True)) == {
        f"{k}{i}": t for k, t in enumerate(("upper", "middle", "lower")) for i in range(3)
    }


def test_what_is_missing_to_the_benchmark_is_said_in_whole_cases():
    got = rank_regions(figures("""
        region_code | indicator | direction | numerator | denominator
        ------------+-----------+-----------+-----------+------------
        a           | I         | up        | 95        | 100
        b           | I         | up        | 55        | 100
        c           | I         | up        | 62        | 101
        a           | L         | down      | 5         | 100
        b           | L         | down      | 45        | 100
        c           | L         | down      | 9         | 101        """))  # fmt: skip
    shows(got, """
        region_code | indicator | benchmark | is_best | benchmark_units
        ------------+-----------+-----------+---------+----------------
        a           | I         | 0.95      | true    | 0
        b           | I         | 0.95      | false   | 40
        c           | I         | 0.95      | false   | 34
        a           | L         | 0.05      | true    | 0
        b           | L         | 0.05      | false   | 40
        c           | L         | 0.05      | false   | 4               """)  # fmt: skip


def test_two_periods_are_compared_among_the_regions_ranked_in_both():
    got = rank_regions(figures("""
        region_code | quarter | numerator | denominator | n_owed | n_lacking
        ------------+---------+-----------+-------------+--------+----------
        a           | 2026Q2  | 900       | 1000        |        |
        b           | 2026Q2  | 990       | 1000        | 12     | 6
        c           | 2026Q2  | 500       | 1000        |        |
        e           | 2026Q2  | 100       | 1000        |        |
        a           | 2026Q3  | 800       | 1000        |        |
        b           | 2026Q3  | 990       | 1000        | 12     | 0
        c           | 2026Q3  | 900       | 1000        |        |
        d           | 2026Q3  | 950       | 1000        |        |          """))  # fmt: skip
    shows(got.filter(pl.col("quarter") == "2026Q3"), """
        region_code | rank | previous_quarter | previous_excluded | n_like | like_rank | previous_rank | previous_low | previous_high | change
        ------------+------+------------------+-------------------+--------+-----------+---------------+--------------+---------------+-------
        a           | 4    | 2026Q2           |                   | 2      | 2         | 1             | 1            | 1             | -0.1
        b           | 1    | 2026Q2           | incomplete        |        |           |               |              |               |
        c           | 3    | 2026Q2           |                   | 2      | 1         | 2             | 2            | 2             | 0.4
        d           | 2    | 2026Q2           | no_figure         |        |           |               |              |               |       """)  # fmt: skip
    first = got.filter(pl.col("quarter") == "2026Q2")
    assert first["previous_quarter"].null_count() == first["previous_excluded"].null_count() == 4


def test_what_counts_from_new_year_is_compared_with_the_same_quarter_a_year_before():
    cells = [
        {"region_code": r, "quarter": q, "numerator": 10 * (i + 1), "denominator": 100, "step": 4}
        for i, r in enumerate("ab") for q in ("2025Q3", "2026Q2", "2026Q3")
    ]  # fmt: skip
    got = rank_regions(figures(cells))
    assert got.filter(pl.col("quarter") == "2026Q3")["previous_quarter"].to_list() == ["2025Q3", "2025Q3"]
    assert got.filter(pl.col("quarter") == "2026Q2")["previous_quarter"].to_list() == [None, None]


def test_a_missing_quarter_is_never_closed_up():
    cells = [
        {"region_code": r, "quarter": q, "numerator": 50, "denominator": 100}
        for r in "ab"
        for q in ("2026Q1", "2026Q3")
    ]
    got = rank_regions(figures(cells))
    assert got["previous_quarter"].null_count() == 4 and got["change"].null_count() == 4


def test_nothing_gives_nothing():
    got = rank_regions(figures([]))
    assert got.is_empty() and {"tier", "like_rank", "previous_low", "benchmark_units"} <= set(got.columns)


def newcombe(x, n, y, k, z):
    """Limits of y/k - x/n, method 10."""

    def wilson(x, n):
        mid, half = (x + z * z / 2) / (n + z * z), z / (n + z * z) * (x * (n - x) / n + z * z / 4) ** 0.5
        return max(mid - half, 0.0), min(mid + half, 1.0)

    (lx, ux), (ly, uy) = wilson(x, n), wilson(y, k)
    d = y / k - x / n
    return d - ((y / k - ly) ** 2 + (ux - x / n) ** 2) ** 0.5, d + ((uy - y / k) ** 2 + (x / n - lx) ** 2) ** 0.5


def slow(units, up):
    """{region: what stat_rank says} of one group, pair by pair."""
    from scipy.stats import norm

    m = len(units)
    z = norm.isf(0.05 / (2 * max(1, m * (m - 1) // 2)))
    good = {c: (x if up else n - x, n) for c, (x, n) in units.items()}
    told = {}
    for c, (x, n) in good.items():
        others = [v for o, v in good.items() if o != c]
        limits = [newcombe(x, n, y, k, z) for y, k in others]
        low, high = 1 + sum(a > 0 for a, _ in limits), m - sum(b < 0 for _, b in limits)
        rank, tied = 1 + sum(y / k > x / n for y, k in others), 1 + sum(y / k == x / n for y, k in others)
        thirds = {t for t, name in ((0, 1), (1, 2), (2, 3)) if low <= name * m / 3 and high > t * m / 3}
        names = {
            (0,): "upper",
            (1,): "middle",
            (2,): "lower",
            (0, 1): "not_lower",
            (1, 2): "not_upper",
            (0, 1, 2): "unclear",
        }
        tier = names[tuple(sorted(thirds))] if m >= 3 else None
        told[c] = (rank, tied, m, low, high, tier, 1 - (rank - 1 + (tied - 1) / 2) / (m - 1))
    return told


@pytest.mark.parametrize("seed", range(6))
def test_the_slow_twin_goes_group_by_group_and_pair_by_pair(seed):
    dice = np.random.default_rng(seed)
    cells = []
    for quarter in ("2026Q1", "2026Q2"):
        for indicator, direction in (("I", "up"), ("L", "down")):
            for code in "abcdefghij":
                if dice.random() < 0.15:
                    continue
                n = int(dice.choice([6, 12, 80, 900]))
                cells.append({"region_code": code, "quarter": quarter, "indicator": indicator, "direction": direction,
                              "numerator": int(dice.binomial(n, dice.choice([0.5, 0.9]))), "denominator": n,
                              "n_owed": 12, "n_lacking": int(dice.random() < 0.2)})  # fmt: skip
    got = rank_regions(figures(cells))
    usable = [c for c in cells if c["denominator"] >= 10 and not c["n_lacking"]]

    def in_group(quarter, indicator):
        own = (c for c in usable if (c["quarter"], c["indicator"]) == (quarter, indicator))
        return {c["region_code"]: (c["numerator"], c["denominator"]) for c in own}

    columns = ["rank", "n_tied", "n_ranked", "rank_low", "rank_high", "tier", "percentile"]
    for (indicator, quarter, _, _), own in got.group_by(GROUP):
        up, here = indicator == "I", in_group(quarter, indicator)
        expected = slow(here, up) if len(here) > 1 else {}
        found = {r["region_code"]: tuple(r[c] for c in columns) for r in own.to_dicts() if r["excluded"] is None}
        assert {c: v[:6] for c, v in found.items()} == {c: v[:6] for c, v in expected.items()}
        assert all(found[c][6] == pytest.approx(expected[c][6]) for c in found)
        for row in own.filter(pl.col("excluded").is_null()).to_dicts():
            x, n, b = row["numerator"], row["denominator"], row["benchmark"]
            assert row["benchmark_units"] == max(0, ceil(b * n - 1e-9) - x if up else x - floor(b * n + 1e-9))
        if quarter == "2026Q2":
            before = in_group("2026Q1", indicator)
            both = {c for c in here if c in before}
            now, then = (slow({c: u[c] for c in both}, up) if len(both) > 1 else {} for u in (here, before))
            told = {r["region_code"]: r for r in own.to_dicts() if r["n_like"] and r["n_like"] > 1}
            assert {c: (r["like_rank"], r["like_low"], r["like_high"]) for c, r in told.items()} == {
                c: (v[0], v[3], v[4]) for c, v in now.items()
            }
            assert {c: (r["previous_rank"], r["previous_low"], r["previous_high"]) for c, r in told.items()} == {
                c: (v[0], v[3], v[4]) for c, v in then.items()
            }
