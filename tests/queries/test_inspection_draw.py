"""Who is compared with whom in a draw, and which tiers go into the gradient?"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from random import Random

import polars as pl
import pytest

import queries
from metrics import draws
from tests.drawing import shows
from tests.queries.test_inspection_band import register, visited

KEYS = ["quarter", "region_code", "department_code", "tier"]


@pytest.fixture
def groups(mart):
    def run(**pictures):
        return mart("groups", sql={"groups": queries.read("draw_rows")}, **{"as_of": "2020-12-31"} | pictures)

    return run


DRAWS = """
    draw_id | region_code | tier | n_frame | n_drawn | drawn_on
    --------+-------------+------+---------+---------+-----------
    R1      | 360102      | A    | 100     | 5       | 2020-02-03
    R1      | 360102      | D    | 20      | 12      | 2020-02-03
    R2      | 360121      | D    | 30      | 18      | 2020-05-06 """


def test_without_a_band_the_counties_of_a_city_are_compared_within_a_tier_and_tiers_not_with_one_another(groups):
    got = groups(stg_draws=DRAWS)
    shows(
        got.filter(got["quarter"] == "2020Q4", got["region_code"] == "360100", got["department_code"] == "*"),
        """
        tier | compared_with                 | n_draws | n_frame | n_parts | n_here | x_here | n_all | x_all
        -----+-------------------------------+---------+---------+---------+--------+--------+-------+------
        A    | market_regulation in 360100 A | 1       | 100     | 1       | 100.0  | 5.0    | 100.0 | 5.0
        D    | market_regulation in 360100 D | 2       | 50      | 2       | 50.0   | 30.0   | 50.0  | 30.0
        *    | market_regulation in 360100 A | 2       | 150     | 1       | 100.0  | 5.0    | 100.0 | 5.0
        *    | market_regulation in 360100 D | 2       | 150     | 2       | 50.0   | 30.0   | 50.0  | 30.0 """,
    )


def test_a_draw_by_tier_without_a_band_is_not_uneven_but_a_county_before_the_others_is(groups):
    """One in fifty of A and half of D, evenly over three counties: by tier on purpose. Then one county is given half of all."""

    def judged(*d_drawn):
        sheets = [
            {"draw_id": place, "region_code": place, "tier": tier, "drawn_on": date(2020, 2, 3), "n_frame": n, "n_drawn": x}
            for place, d in zip(("360102", "360121", "360123"), d_drawn, strict=True)
            for tier, n, x in (("A", 1000, 20), ("D", 200, d))
        ]  # fmt: skip
        got = draws.judge(groups(stg_draws=sheets)).filter(
            pl.col("quarter") == "2020Q4", pl.col("department_code") != "*"
        )
        return {(r["region_code"], r["tier"]): r["state"] for r in got.to_dicts()}

    assert "not_random" not in judged(100, 101, 99).values()
    uneven = judged(150, 75, 75)
    assert {uneven[at, tier] for at in ("360102", "360100") for tier in ("D", "*")} == {"not_random"}
    assert "not_random" not in {state for (_, tier), state in uneven.items() if tier == "A"}


def test_under_one_band_the_counties_of_a_city_should_stand_the_same_chance_tier_by_tier(groups):
    got = groups(stg_draws=DRAWS, stg_inspection_plans="""
        region_code | tier
        ------------+-----
        360100      | A
        360100      | D    """)  # fmt: skip
    whole = got.filter(got["quarter"] == "2020Q4", got["department_code"] == "*", got["tier"] == "D")
    shows(
        whole.filter(whole["region_code"] != "360000"),
        """
        region_code | compared_with              | n_parts | n_here | x_here | n_all | x_all
        ------------+----------------------------+---------+--------+--------+-------+------
        360100      | market_regulation 360100 D | 2       | 50.0   | 30.0   | 50.0  | 30.0
        360102      | market_regulation 360100 D | 1       | 20.0   | 12.0   | 50.0  | 30.0
        360121      | market_regulation 360100 D | 1       | 30.0   | 18.0   | 50.0  | 30.0 """,
    )
    # before May there was one county to be compared, in a group of its own
    assert got.filter(got["quarter"] == "2020Q1", got["region_code"] == "360121").is_empty()


def test_random_visits_without_a_draw_are_one_row(groups):
    got = groups(
        stg_inspections=visited("D", "360102", 2)
        + visited("D", "360102", 1, department_code="transport", selection="complaint")
    )
    assert {tuple(r) for r in got.filter(got["region_code"] == "360102").select("quarter", "department_code", "tier", "n_draws", "compared_with").rows()} == {
        (f"2020Q{q}", d, "*", 0, None) for q in (1, 2, 3, 4) for d in ("*", "market_regulation")
    }  # fmt: skip


def test_an_empty_frame_is_a_draw_and_no_comparison(groups):
    got = groups(stg_draws="tier | n_frame | n_drawn\n---+---+---\nA | 0 | 0")
    top = got.filter(
        got["region_code"] == "360000", got["tier"] == "A", got["department_code"] == "*", got["quarter"] == "2020Q4"
    )
    assert top.select("n_draws", "n_frame", "compared_with").rows() == [(1, 0, None)]


@pytest.mark.parametrize("seed", range(2))
def test_every_group_against_its_slow_twin(groups, lookup_frames, seed):
    dice = Random(seed)
    places, tiers, departments = ["360102", "360121", "360702", "360100"], "ABD", ["transport", "health"]
    cells = {(dice.randint(0, 11), dice.choice(tiers)) for _ in range(30)}
    sheets = [
        {"draw_id": f"R{n}", "region_code": places[n % 4], "department_code": departments[n % 2], "tier": tier, "drawn_on": date(2020, 1 + n, 15),
         "n_frame": float(dice.randint(1, 50)), "n_drawn": 1.0}
        for n, tier in sorted(cells)
    ]  # fmt: skip
    bands = [
        {"department_code": "transport", "region_code": p, "tier": t, "year": "2020"}
        for p, t in (("360100", "A"), ("360102", "D"), ("360000", "D"))
    ]
    got = groups(stg_draws=sheets, stg_inspection_plans=bands)
    links = lookup_frames["ref_region_ancestor"]
    above = {p: set(links.filter(links["region_code"] == p)["ancestor_code"]) for p in places}
    twin: dict = defaultdict(lambda: defaultdict(list))
    for q in range(1, 5):
        for s in sheets:
            if (s["drawn_on"].month + 2) // 3 > q:
                continue
            held = [
                b["region_code"]
                for b in bands
                if (b["department_code"], b["tier"]) == (s["department_code"], s["tier"])
                and b["region_code"] in above[s["region_code"]]
            ]
            nearest = max(held, key=lambda p: len(above.get(p, {p})), default=None)
            city = f" in {s['region_code'][:4]}00"
            name = f"{s['department_code']}{f' {nearest}' if nearest else city} {s['tier']}"
            for region in above[s["region_code"]]:
                for d in ("*", s["department_code"]):
                    for t in ("*", s["tier"]):
                        twin[(f"2020Q{q}", region, d, t), name][
                            s["department_code"], s["region_code"], s["tier"]
                        ].append(s["n_frame"])
    found = {
        (tuple(r[k] for k in KEYS), r["compared_with"]): (r["n_parts"], r["n_here"], r["n_squared"], r["n_inverse"])
        for r in got.to_dicts()
    }
    assert set(found) == set(twin)
    for key, parts in twin.items():
        n = [sum(frames) for frames in parts.values()]
        assert found[key] == pytest.approx((len(n), sum(n), sum(v * v for v in n), sum(1 / v for v in n))), key


def test_the_gradient_is_of_random_visits_to_graded_entities_with_the_plans_middle(mart):
    got = mart(
        "rows", as_of="2020-12-31", sql={"rows": queries.read("gradient_rows")}, **register(A={"360102": 40}, D={"360102": 5}),
        stg_inspections=visited("A", "360102", 2) + visited("D", "360102", 3) + visited("D", "360102", 5, selection="complaint"),
        stg_inspection_plans="""
            region_code | tier | ratio_low | ratio_high
            ------------+------+-----------+-----------
            360102      | A    | 0.0       | 0.05
            360102      | D    | 0.6       | 1.0        """,
    )  # fmt: skip
    shows(
        got.filter(got["quarter"] == "2020Q4", got["region_code"] == "360102", got["asked"] == "ratio"),
        """
        department_code   | n_a | x_a | middle_a | n_b | n_d | x_d | middle_d
        ------------------+-----+-----+----------+-----+-----+-----+---------
        market_regulation | 40  | 2   | 0.025    |     | 5   | 3   | 0.8
        *                 | 40  | 2   | 0.025    |     | 5   | 3   | 0.8      """,
    )
