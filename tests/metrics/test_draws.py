"""Is the draw random? Fair lots, a favoured county, a spared tier, and lots too small to tell."""

import numpy as np
import polars as pl
import pytest

from metrics import draws
from tests.drawing import rows as drawn_rows

SUMS = ["n_parts", "n_here", "x_here", "n_squared", "n_inverse", "x_squared", "n_all", "x_all"]


def row(place, parts, rest=(0, 0), group="g", tier="D", **more):
    """One row of draw_rows. parts: (frame, drawn) of each part inside; rest: of the group outside."""
    n, x = (np.array(v, dtype=float) for v in zip(*parts, strict=True))
    return {
        "quarter": "2020Q4", "region_code": place, "department_code": "*", "tier": tier, "n_draws": 1, "n_frame": int(n.sum()), "n_drawn": int(x.sum()),
        "compared_with": group, "n_parts": len(parts), "n_here": n.sum(), "x_here": x.sum(), "n_squared": (n * n).sum(), "n_inverse": (1 / n).sum(),
        "x_squared": (x * x / n).sum(), "n_all": n.sum() + rest[0], "x_all": x.sum() + rest[1],
    } | more  # fmt: skip


def judged(*cells):
    return {
        (r["region_code"], r["tier"]): r for r in draws.judge(pl.DataFrame(cells, infer_schema_length=None)).to_dicts()
    }


def test_a_county_drawn_as_its_frame_asks_is_as_random_and_one_drawn_twice_as_much_is_not():
    got = judged(row("fair", [(300, 61)], (700, 139)), row("favoured", [(300, 110)], (700, 90)))
    assert got["fair", "D"]["state"] == "as_random" and got["fair", "D"]["power"] > 0.9
    assert got["favoured", "D"]["state"] == "not_random" and got["favoured", "D"]["expected"] == pytest.approx(60)
    assert {r["compared"] for r in got.values()} == {"rest"}


def test_a_small_lot_cannot_say():
    got = judged(row("tiny", [(6, 2)], (14, 4)))["tiny", "D"]
    assert got["state"] == "cannot_say" and got["p"] > 0.05 and got["power"] < 0.3


def test_one_band_over_one_county_has_nothing_to_be_compared_with():
    got = judged(row("alone", [(300, 60)]))["alone", "D"]
    assert (got["state"], got["p"], got["power"], got["compared"]) == ("cannot_say", None, None, None)
    assert got["share_low"] < 0.2 < got["share_high"] and got["expected"] == 60


def test_a_city_is_asked_whether_its_counties_differ():
    got = judged(row("even", [(300, 60), (300, 63), (400, 77)]), row("uneven", [(300, 90), (300, 40), (400, 70)]))
    assert got["even", "D"]["state"] == "as_random" and got["uneven", "D"]["state"] == "not_random"
    assert {r["compared"] for r in got.values()} == {"parts"}


def test_random_visits_without_a_draw_say_so():
    empty = dict.fromkeys([*SUMS, "compared_with", "n_frame", "n_drawn"])
    got = judged(row("drawn", [(300, 61)], (700, 139)), row("never", [(1, 1)], tier="*") | empty | {"n_draws": 0})[
        "never", "*"
    ]
    assert (got["state"], got["n_draws"], got["p"], got["share_low"], got["expected"]) == (
        "no_draws",
        0,
        None,
        None,
        None,
    )


def test_groups_are_added_not_pooled():
    """Two draws of different size, each fair in itself: pooled, the part would look favoured."""
    got = judged(row("R", [(100, 50)], (100, 50), group="a"), row("R", [(20, 1)], (980, 49), group="b"))
    assert got["R", "D"]["p"] > 0.9 and got["R", "D"]["expected"] == pytest.approx(51)


def test_a_quarter_without_a_new_draw_says_what_the_one_before_said_and_another_year_its_own():
    cells = [row("R", [(300, 110)], (700, 90)) | {"quarter": q} for q in ("2020Q1", "2020Q2")]
    cells += [
        row("R", [(300, 110)], (700, 290)) | {"quarter": "2020Q3"},
        row("R", [(300, 61)], (700, 139)) | {"quarter": "2021Q1"},
    ]
    got = draws.judge(pl.DataFrame(cells)).sort("quarter")
    first, second, third, next_year = got["p"].to_list()
    assert first == second and first < third and next_year > 0.5
    assert got["expected"].to_list() == pytest.approx([60, 60, 120, 60])


def test_fair_lots_are_called_unfair_as_often_as_stated():
    """p of fair lots lies under 5 % in about 5 % of rows, against the rest and between parts, small cells included."""
    dice = np.random.default_rng(7)
    frames = np.array([40, 25, 8, 60, 12])
    lots = dice.multivariate_hypergeometric(frames, 20, size=3000)
    cells = [row(f"r{i}", [(40, x[0])], (105, 20 - x[0])) for i, x in enumerate(lots[:1500])]
    cells += [row(f"p{i}", list(zip(frames, x, strict=True))) for i, x in enumerate(lots)]
    got = draws.judge(pl.DataFrame(cells))
    said = got.group_by("compared").agg(pl.col("p").lt(0.05).mean()).to_dict(as_series=False)
    rates = dict(zip(said["compared"], said["p"], strict=True))
    assert rates["rest"] <= 0.05 + 2 * 0.0057 and rates["parts"] == pytest.approx(0.05, abs=2 * 0.004 + 0.01)
    assert not got["state"].eq("not_random").any()


def test_the_moments_between_parts_are_those_of_every_outcome():
    frames, drawn = np.array([2.0, 3, 1]), 3
    outcomes = np.array([(a, b, 3 - a - b) for a in range(3) for b in range(4) if 0 <= 3 - a - b <= 1], dtype=float)
    ways = np.array([{0: 1, 1: 2, 2: 1}[int(a)] * {0: 1, 1: 3, 2: 3, 3: 1}[int(b)] for a, b, _ in outcomes])
    value, weight = (outcomes**2 / frames).sum(axis=1), ways / ways.sum()
    mean = (value * weight).sum()
    sums = (np.array([float(s)]) for s in (3, frames.sum(), drawn, (frames**2).sum(), (1 / frames).sum()))
    got = draws._moments(*sums)
    assert (got[0][0], got[1][0]) == pytest.approx((mean, ((value - mean) ** 2 * weight).sum()))


def test_no_draws_and_no_visits_are_no_rows():
    picture = drawn_rows("quarter | region_code | department_code | tier | compared_with\n2020Q4 | a | b | c | d")
    blank = pl.DataFrame(picture, schema_overrides=dict.fromkeys(picture[0], pl.String)).with_columns(
        pl.lit(None, pl.Float64).alias(n) for n in [*SUMS, "n_draws", "n_frame", "n_drawn"]
    )
    assert draws.judge(blank.clear()).is_empty()
