"""What ranks are made from: every region that gave or owed a figure, and how many of the returns behind it are missing."""

from __future__ import annotations

from random import Random

import polars as pl
import pytest

import queries
from tests.drawing import rows, shows

PLANS = """
    plan         | region_code | extends
    -------------+-------------+-------------
    jiangxi-2020 | 360000      |
    overlay      | 360000      | jiangxi-2020  """
FLOW, STOCK, YEARLY = "M10-1", "M24-1", "M19-5"


@pytest.fixture
def ranked(mart):
    def run(judged, observed=(), **pictures):
        plain = {"family": "region", "department_code": "*", "numerator": 9.0, "denominator": 10.0, "value": 0.9}
        sent = {"origin": "return", "period_kind": "quarter", "region_code": "360102"}
        pictures["stat_judgement"] = [plain | row for row in (rows(judged) if isinstance(judged, str) else judged)]
        if observed:
            pictures["agg_observation"] = [
                sent | row for row in (rows(observed) if isinstance(observed, str) else observed)
            ]
        return mart("ranked", sql={"ranked": queries.read("ranked_rows")}, ref_plan=PLANS, **pictures)

    return run


def test_regions_below_the_jurisdiction_stand_once_whatever_the_number_of_plans(ranked):
    got = ranked(f"""
        indicator | quarter | region_code | family
        ----------+---------+-------------+-------
        {FLOW}    | 2026Q3  | 360000      | region
        {FLOW}    | 2026Q3  | 360100      | region
        {FLOW}    | 2026Q3  | 360102      | region
        {FLOW}    | 2026Q3  | 360102      | region
        {FLOW}    | 2026Q3  | 360103      | office
        {FLOW}    | 2026Q3  | 440703      | region """)  # fmt: skip
    shows(got, """
        region_code | root_code | level  | n_regions | numerator | denominator | value | unit    | direction | n_owed | n_lacking | step
        ------------+-----------+--------+-----------+-----------+-------------+-------+---------+-----------+--------+-----------+-----
        360100      | 360000    | city   | 11        | 9         | 10          | 0.9   | percent | up        |        |           | 1
        360102      | 360000    | county | 100       | 9         | 10          | 0.9   | percent | up        |        |           | 1         """)  # fmt: skip


def test_an_office_that_sent_before_and_not_now_is_missing_from_its_county_and_its_city(ranked):
    got = ranked(f"""
        indicator | quarter | region_code
        ----------+---------+------------
        {FLOW}    | 2026Q2  | 360102
        {FLOW}    | 2026Q3  | 360102
        {FLOW}    | 2026Q3  | 360100
        {FLOW}    | 2026Q3  | 360103   """, f"""
        indicator | period | period_end | region_code | department_code
        ----------+--------+------------+-------------+----------------
        {FLOW}    | 2026Q1 | 2026-03-31 | 360103      | tax
        {FLOW}    | 2026Q2 | 2026-06-30 | 360102      | tax
        {FLOW}    | 2026Q2 | 2026-06-30 | 360102      | health
        {FLOW}    | 2026Q2 | 2026-06-30 | 360103      | tax
        {FLOW}    | 2026Q3 | 2026-09-30 | 360102      | health
        {FLOW}    | 2026Q3 | 2026-09-30 | 360103      | tax
        {FLOW}    | 2026Q3 | 2026-09-30 | 360103      | transport      """)  # fmt: skip
    shows(got, """
        region_code | quarter | n_owed | n_lacking
        ------------+---------+--------+----------
        360102      | 2026Q2  | 2      | 0
        360102      | 2026Q3  | 2      | 1
        360103      | 2026Q3  | 2      | 0
        360100      | 2026Q3  | 4      | 1        """)  # fmt: skip


def test_of_a_flow_every_month_counts_and_of_a_stock_the_newest(ranked):
    judged = [
        {"indicator": i, "quarter": "2026Q3", "region_code": r}
        for i in (FLOW, STOCK)
        for r in ("360102", "360103", "360104")
    ]
    months = {"360102": ("07", "08", "09"), "360103": ("07", "09"), "360104": ("07", "08")}
    observed = [
        {"indicator": i, "period_kind": "month", "period": f"2026-{m}", "period_end": f"2026-{m}-28", "region_code": r, "department_code": "tax"}
        for i in (FLOW, STOCK) for r, own in months.items() for m in own
    ]  # fmt: skip
    got = ranked(judged, [o | {"period_end": pl.Series([o["period_end"]]).str.to_date()[0]} for o in observed])
    found = {(r["indicator"], r["region_code"]): r["n_lacking"] for r in got.to_dicts()}
    assert [found[FLOW, r] for r in months] == [0, 1, 1] and [found[STOCK, r] for r in months] == [0, 0, 1]


def test_what_comes_once_a_year_looks_back_four_quarters(ranked):
    got = ranked([{"indicator": YEARLY, "quarter": "2025Q4", "region_code": "360102"}], f"""
        indicator | period_kind | period | period_end | department_code
        ----------+-------------+--------+------------+----------------
        {YEARLY}  | year        | '2025' | 2025-12-31 | tax            """)  # fmt: skip
    assert got.select("step", "n_owed", "n_lacking").rows() == [(4, 1, 0)]


@pytest.mark.parametrize("seed", range(4))
def test_the_slow_twin_asks_every_office_of_every_quarter(ranked, seed):
    dice = Random(seed)
    quarters, regions, offices = ["2025Q4", "2026Q1", "2026Q2"], ["360102", "360103", "360702"], ["tax", "health"]
    city = {"360102": "360100", "360103": "360100", "360702": "360700"}
    ends = dict(zip(quarters, pl.Series(["2025-12-31", "2026-03-31", "2026-06-30"]).str.to_date(), strict=True))
    sent = {(q, r, d) for q in quarters for r in regions for d in offices if dice.random() < 0.6}
    observed = [
        {"indicator": FLOW, "period": q, "period_end": ends[q], "region_code": r, "department_code": d}
        for q, r, d in sorted(sent)
    ]
    judged = [
        {"indicator": FLOW, "quarter": q, "region_code": r} for q in quarters for r in [*regions, "360100", "360700"]
    ]
    for row in ranked(judged, observed).to_dicts():
        q, r = row["quarter"], row["region_code"]
        below = [c for c in regions if r in (c, city[c])]
        owed = (
            [(c, d) for c in below for d in offices if any((p, c, d) in sent for p in quarters if p <= q)]
            if any(s[0] == q for s in sent)
            else []
        )
        assert (row["n_owed"] or 0, row["n_lacking"] or 0) == (len(owed), sum((q, c, d) not in sent for c, d in owed))
