"""Listings and measures through the front door: every table of the chain is filled, and open ends stay open."""

import pytest

from tests.snapshot.conftest import CODES, Source

LISTINGS = "名单编号,失信主体代码,名单类型,失信等级,列入事由,列入部门,行政区划代码,列入日期,公示日期,履行日期,期满日期,移出日期,移出事由"
MEASURES = "措施编号,名单编号,惩戒措施,实施部门,行政区划代码,应实施日期,核查日期,实施日期,反馈日期,实施效果"


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    from data.home import Home
    from data.snapshot.build import build
    from data.snapshot.reader import Reader

    folder = tmp_path_factory.mktemp("sanctions")
    source = Source(folder / "source")
    listed = [f"L{i},{CODES[i % 5]},联合惩戒,一般,失信,court,360102,2024-0{1 + i % 9}-10,2024-0{1 + i % 9}-12,"
              f"{'2025-01-06' if i % 3 else ''},{'2999-12-31' if i % 2 else '长期'},{'2025-03-03' if i % 3 == 1 else ''},{'信用修复' if i % 3 == 1 else ''}"
              for i in range(30)]  # fmt: skip
    measured = [f"M{i},L{i},public_resource_trading,public_resources,360102,2024-0{1 + i % 9}-24,2024-0{1 + i % 9}-13,"
                f"{f'2024-0{1 + i % 9}-20' if i % 4 else ''},{'2024-12-02' if i % 4 == 1 else ''},{'履行' if i % 4 == 1 else ''}" for i in range(30)]  # fmt: skip
    source.send("listings", "名单.csv", "\n".join([LISTINGS, *listed]), "court", "2026-10-08")
    source.send("measures", "措施.csv", "\n".join([MEASURES, *measured]), "public_resources", "2026-10-08")
    home = Home(folder / "home")
    build(home, [source.path])
    reader = Reader(home)
    yield lambda sql: reader.query(reader.current(), sql).to_pylist()
    reader.close()


def test_the_chain_and_its_curves_are_in_the_snapshot(rows):
    where = (
        "quarter = '2026Q3' and n_quarters = 12 and region_code = '360000' and grade = '*' and department_code = '*'"
    )
    listing = rows(f"select * from stat_listing where {where}")
    assert [(r["list"], r["n_listings"], r["n_entities"], r["n_repaired"], r["n_open"]) for r in listing] == [
        ("joint_sanction", 30, 5, 10, 20)
    ]
    measure = rows(f"select * from stat_measure where {where} and list = '*' and measure_code = '*'")
    told = {
        c: measure[0][c]
        for c in ("n_measures", "n_unapplied", "n_applied", "n_fed_back", "n_not_fed_back", "n_effect_complied")
    }
    assert told == {
        "n_measures": 30,
        "n_unapplied": 8,
        "n_applied": 22,
        "n_fed_back": 8,
        "n_not_fed_back": 14,
        "n_effect_complied": 8,
    }
    assert 0 < measure[0]["applied_low"] < 22 / 30 < measure[0]["applied_high"] < 1
    for table in (
        "stat_step_days",
        "stat_survival",
        "stat_survival_summary",
        "stat_effect",
        "stat_balance",
        "agg_effect_course",
    ):
        assert rows(f"select count(*) as n from {table}")[0]["n"], table


def test_an_open_end_is_no_day_and_nothing_is_past_it(rows):
    assert rows("select sum(n_open_expired) as n from stat_listing")[0]["n"] == 0


def test_a_handful_of_listings_carries_no_claim(rows):
    assert {r["claim"] for r in rows("select claim from stat_effect where design = 'hazard'")} == {"cannot_say"}


def test_cards_of_lists_are_counted_from_the_events(rows):
    got = {r["indicator"]: (r["numerator"], r["denominator"]) for r in rows(
        "select indicator, numerator, denominator from stat_judgement where quarter = '2026Q3' and region_code = '360000' "
        "and department_code = '*' and indicator in ('M24-1', 'M20-5')")}  # fmt: skip
    assert got == {"M24-1": (15, 20), "M20-5": (20, None)}
