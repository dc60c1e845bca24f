"""A register of establishments, visits and corrections through a mapping alone, against figures computed independently."""

import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from statsmodels.stats.contingency_tables import Table

from data.home import Home
from data.snapshot.build import build
from data.snapshot.reader import Reader
from tests.pages import opening

HERE = Path(__file__).resolve().parent / "detroit_food"
SAMPLE = Path(__file__).resolve().parents[3] / "shared" / "samples" / "real" / "detroit_food"
FILES = {"entities": "establishments", "inspections": "inspections", "decisions": "violations"}
TIERS = {"A": "Low", "B": "Medium", "D": "High", "N": "(unassigned)"}
PAGE_TIERS = {"A": "Low", "B": "Medium", "D": "High", "none": "(unassigned)"}
BAD = {"US-DET-BAD": "(bad)"}
pytestmark = pytest.mark.skipif(not SAMPLE.exists(), reason="../shared/samples is not beside this checkout")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    source = tmp_path_factory.mktemp("detroit") / "source"
    shutil.copytree(HERE, source)
    for feed, name in FILES.items():
        (source / feed).mkdir()
        shutil.copy(SAMPLE / f"{name}.parquet", source / feed)
    home = Home(tmp_path_factory.mktemp("detroit-home"))
    build(home, [source])
    return home


@pytest.fixture(scope="module")
def ask(home):
    reader = Reader(home)
    yield lambda sql: pl.from_arrow(reader.query(reader.current(), sql))
    reader.close()


def truth(name):
    return pl.read_csv(SAMPLE / "truth" / name)


def by_tier(ask, mechanism, period, where):
    """Counts of one family of cards, the tier as the register writes it."""
    return ask(
        f"""select right(indicator, 1) as tier, {period} as year, region_code as zip5, department_code as kind,
        sum(numerator)::bigint as n, sum(denominator)::bigint as d
        from agg_observation where indicator like '{mechanism}-%' and {where} group by all"""
    ).with_columns(pl.col("tier").replace_strict(TIERS, default=None), pl.col("year").cast(pl.Int64))


def at_year_end(ask, where):
    """A ratio is told since 1 January: the last quarter is the year."""
    return by_tier(ask, "M19-2", "left(period, 4)", f"period like '%Q4' and {where}")


def test_every_row_is_accounted_for_and_one_file_is_both_register_and_grades(ask):
    sent = ask("select * from meta_submission order by feed").rows_by_key("feed", named=True, unique=True)
    assert {feed: s["rows"] for feed, s in sent.items()} == {
        "entities": 2_209, "grades": 2_209, "inspections": 8_602, "decisions": 28_612}  # fmt: skip
    for s in sent.values():
        assert s["error_rule"] is None
        assert s["rows"] == s["kept"] + s["refused"] + s["duplicates"] + s["dropped"]
    assert sum(s["refused"] + s["duplicates"] for s in sent.values()) == 0
    assert sent["grades"]["dropped"] == 962  # no tier
    assert sent["decisions"]["kept"] == truth("on_time_correction_by_quarter_type.csv")["n"].sum()


def test_inspection_ratio_by_tier_and_year_equals_the_truth_the_unassigned_apart(ask):
    told = truth("ratio_by_tier_year.csv").select("tier", "year", n="inspected", d="register").sort("tier", "year")
    got = at_year_end(ask, "region_code = 'US-DET' and department_code = '*'")
    assert got.select("tier", "year", "n", "d").sort("tier", "year").equals(told)
    assert "(unassigned)" in got["tier"]


def test_inspection_ratio_by_tier_area_and_year_equals_the_truth_bad_areas_apart(ask):
    told = truth("ratio_by_tier_zip_year.csv").select("tier", "zip5", "year", n="inspected", d="register")
    got = at_year_end(ask, "region_code <> 'US-DET' and department_code = '*'").with_columns(
        pl.col("zip5").replace(BAD)
    )
    assert got.select(told.columns).sort(told.columns).equals(told.sort(told.columns))
    assert told.height == 492


def test_visits_with_findings_by_tier_and_year_equal_the_truth(ask):
    told = truth("outcome_by_tier_year.csv").select("tier", "year", n="not_in_compliance", d="inspections")
    got = by_tier(
        ask, "M19-4", "left(period, 4)", "period_kind = 'month' and region_code = 'US-DET' and department_code <> '*'"
    )
    assert got.select(told.columns).sort("tier", "year").equals(told.sort("tier", "year"))


def on_the_page(ask, table, counts, where="true"):
    """Rows of a table of the page at the year's end, tier and year as the truth writes them."""
    got = ask(f"select *, left(quarter, 4)::bigint as year, {counts} from {table} where quarter like '%Q4' and {where}")
    return got.with_columns(pl.col("tier").replace_strict(PAGE_TIERS))


@pytest.mark.parametrize("selection", ["random", "*"])
@pytest.mark.parametrize("department", ["DHD", "*"])
def test_the_page_of_inspections_shows_the_ratios_of_the_truth(ask, selection, department):
    counts = "region_code as zip5, n_inspected as inspected, n_register as register"
    cell = f"department_code = '{department}' and selection = '{selection}'"
    rows = on_the_page(ask, "stat_inspection_ratio", counts, f"region_code = 'US-DET' and {cell}")
    told = truth("ratio_by_tier_year.csv").select("tier", "year", "inspected", "register")
    assert rows.select(told.columns).sort("tier", "year").equals(told.sort("tier", "year"))
    told = (
        truth("ratio_by_tier_zip_year.csv")
        .select("tier", "zip5", "year", "inspected", "register")
        .filter(pl.col("inspected") > 0)
    )
    areas = on_the_page(ask, "stat_inspection_ratio", counts, f"region_code <> 'US-DET' and {cell} and n_inspected > 0")
    areas = areas.with_columns(pl.col("zip5").replace(BAD))
    assert areas.select(told.columns).sort(told.columns).equals(told.sort(told.columns))
    assert set(rows["band_state"]) == {"no_band"} and set(rows["n_offices"]) == {1}
    # nobody has come or gone: a year of the register is a year of every establishment
    assert (rows["entity_years"] - rows["register"]).abs().max() < 1e-9


def test_the_page_of_inspections_shows_the_findings_of_the_truth(ask):
    told = truth("outcome_by_tier_year.csv").select("tier", "year", n="not_in_compliance", d="inspections")
    got = on_the_page(
        ask, "stat_hit_rate", "n_with_findings as n, n_visits as d", "selection = 'random' and department_code = '*'"
    )
    assert got.select(told.columns).sort("tier", "year").equals(told.sort("tier", "year"))


@pytest.mark.parametrize("year", ["2016", "2018"])
def test_the_screen_shows_the_ratios_and_findings_of_the_truth(home, monkeypatch, year):
    app = opening.opened(home.path, monkeypatch, "inspections", lang="en", quarter=f"{year}Q4")
    _, ratio, findings = opening.said(app).split("<table class=xi-tiers")  # no draws, so no third
    shown = {"Low": "Tier A", "Medium": "Tier B", "High": "Tier D", "(unassigned)": "No tier"}
    for block, name, part, whole in (
        (ratio, "ratio_by_tier_year.csv", "inspected", "register"),
        (findings, "outcome_by_tier_year.csv", "not_in_compliance", "inspections"),
    ):
        for row in truth(name).filter(pl.col("year") == int(year)).iter_rows(named=True):
            line = next(line for line in block.split("<tr>") if shown[row["tier"]] in line)
            assert f"{row[part]:,}/{row[whole]:,}" in line


def test_visits_rise_with_risk_as_the_truth_has_it(ask):
    told = truth("ratio_by_tier_year.csv").filter(pl.col("tier") != "(unassigned)")
    score = {"Low": 0, "Medium": 1, "High": 3}
    got = ask(
        """select left(quarter, 4)::bigint as year, * from stat_gradient
        where quarter like '%Q4' and asked = 'ratio' and region_code = 'US-DET' and department_code = '*' order by year"""
    )
    for row in got.to_dicts():
        own = told.filter(year=row["year"]).with_columns(score=pl.col("tier").replace_strict(score)).sort("score")
        table = np.column_stack([own["inspected"], own["register"] - own["inspected"]])
        twin = Table(table, shift_zeros=False).test_ordinal_association(own["score"].to_numpy(), np.array([1, 0]))
        n = own["register"].sum()
        assert row["z"] == pytest.approx(twin.zscore * np.sqrt(n / (n - 1)))
        assert (row["tier_from"], row["tier_to"], row["scores"]) == ("A", "D", "A=0,B=1,D=3")
        low, high = (r["inspected"] / r["register"] for r in own.to_dicts()[:: own.height - 1])
        assert row["ratio"] == pytest.approx(high / low) and row["ratio_low"] < row["ratio"] < row["ratio_high"]
    assert got.height == 4


def test_a_register_without_draws_or_caps_says_so(ask):
    assert ask("select distinct state, tier, n_draws from stat_draw").rows() == [("no_draws", "*", 0)]
    assert ask("select sum(n_capped) + sum(n_over_cap) as n from agg_inspection_cap").item() == 0
    assert ask("select sum(n_repeated) as n from agg_inspection_repeat").item() == 0  # one department
    manner = ask(
        "select sum(n_visits) as n, sum(n_without_tier) as untiered from agg_inspection_manner where department_code = '*' and region_code = 'US-DET'"
    )
    told = truth("outcome_by_tier_year.csv")
    assert manner.row(0) == (
        told["inspections"].sum(),
        told.filter(pl.col("tier") == "(unassigned)")["inspections"].sum(),
    )


def test_corrections_in_time_by_quarter_and_kind_of_item_equal_the_truth(ask):
    told = truth("on_time_correction_by_quarter_type.csv")
    got = ask(
        """select quarter, department_code as kind, denominator::bigint as n, numerator::bigint as on_time, value
        from stat_judgement where plan = 'detroit-2016' and indicator = 'M13-6' and family = 'department' and value is not null
        order by quarter, kind"""
    )
    assert got.drop("value").equals(told.select("quarter", pl.col("violation_type").alias("kind"), "n", "on_time"))
    assert got["value"].round(6).to_list() == told["on_time_rate"].to_list()
    assert got.height == 36
    counted = ask(
        """select quarter, department_code as kind, n_due as n, n_in_time as on_time from stat_timeliness
        where plan = 'detroit-2016' and region_code = 'US-DET' and department_code <> '*' order by quarter, kind"""
    )
    assert counted.equals(got.drop("value"))
