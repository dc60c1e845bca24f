"""A real register through a mapping alone: Boston's service requests, against figures computed independently."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from data.home import Home
from data.snapshot.build import build
from data.snapshot.reader import Reader
from tests.pages.opening import opened, said

HERE = Path(__file__).resolve().parent / "boston_311_2011"
SAMPLE = Path(__file__).resolve().parents[3] / "shared" / "samples" / "real" / "boston_311_2011"
pytestmark = pytest.mark.skipif(not SAMPLE.exists(), reason="../shared/samples is not beside this checkout")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    source = tmp_path_factory.mktemp("boston") / "source"
    shutil.copytree(HERE, source)
    (source / "decisions").mkdir()
    shutil.copy(SAMPLE / "boston_311_2011.parquet", source / "decisions")
    home = Home(tmp_path_factory.mktemp("boston-home"))
    build(home, [source])
    return home


@pytest.fixture(scope="module")
def ask(home):
    reader = Reader(home)
    yield lambda sql: pl.from_arrow(reader.query(reader.current(), sql))
    reader.close()


def truth(name):
    table = pl.read_csv(SAMPLE / "truth" / name, schema_overrides={"department": pl.String})
    return table.with_columns(department=pl.col("department").replace({"No Q": "NO_Q"})).filter(
        pl.col("with_target") > 0
    )


def counts(ask, period_kind):
    return ask(
        f"""select department_code as department, period, sum(numerator)::bigint as on_time, sum(denominator)::bigint as due
        from agg_observation as o where indicator = 'M13-6' and department_code <> '*' and period_kind = '{period_kind}'
        group by all order by all"""
    )


def test_every_row_of_the_register_is_accounted_for(ask):
    sent = ask("select rows, kept, refused, duplicates, dropped, error_rule from meta_submission").to_dicts()
    assert len(sent) == 1 and sent[0]["error_rule"] is None
    assert sent[0]["rows"] == 58_251 == sum(sent[0][k] for k in ("kept", "refused", "duplicates", "dropped"))


def test_on_time_by_department_and_month_equals_the_truth(ask):
    told = truth("on_time_by_department_month.csv").sort("department", "month")
    expected = told.select("department", pl.col("month").alias("period"), on_time="computed_on_time", due="with_target")
    assert expected.height > 40
    assert counts(ask, "month").equals(expected)


def test_on_time_by_department_and_quarter_equals_the_truth(ask):
    told = truth("on_time_by_department_quarter.csv").sort("department", "quarter")
    got = ask(
        """select department_code as department, quarter, numerator::bigint as on_time, denominator::bigint as due, value
        from stat_judgement where plan = 'boston-2011' and indicator = 'M13-6' and family = 'department' and value is not null
        order by department, quarter"""
    )
    expected = told.select("department", "quarter", on_time="computed_on_time", due="with_target")
    assert got.drop("value").equals(expected)
    assert got["value"].round(6).to_list() == told["computed_rate"].to_list()


def test_requests_still_open_past_their_due_date_are_late_and_undated_ones_count_nowhere(ask):
    by_quarter = pl.read_csv(SAMPLE / "truth" / "on_time_by_department_quarter.csv")
    whole = ask(
        """select sum(numerator)::bigint as on_time, sum(denominator)::bigint as due from stat_judgement
        where plan = 'boston-2011' and indicator = 'M13-6' and region_code = 'US-BOS' and department_code = '*'"""
    ).to_dicts()[0]
    assert whole["due"] == by_quarter["with_target"].sum() < by_quarter["cases"].sum()
    assert whole["on_time"] == by_quarter["computed_on_time"].sum()


def test_departments_with_a_handful_of_requests_are_not_judged(ask):
    words = ask(
        """select department_code, judged_n, n_pooled, word, reasons from stat_judgement
        where plan = 'boston-2011' and indicator = 'M13-6' and family = 'department' and value is not null"""
    )
    small, large = words.filter(pl.col("judged_n") < 30), words.filter(pl.col("judged_n") >= 30)
    assert set(small["word"]) == {"insufficient"} and set(small["reasons"]) == {"TOO_FEW"}
    assert set(small["department_code"]) >= {"BPS_", "DISB", "BWSC"}
    assert large.height >= 10 and "insufficient" not in set(large["word"])
    assert set(large["n_pooled"]) == {1, 4}  # where one quarter is too few, the year's four are judged together


def test_in_time_late_and_open_by_department_and_quarter_equal_the_truth(ask):
    told = truth("on_time_by_department_quarter.csv").sort("department", "quarter")
    got = ask(
        """select department_code as department, quarter, n_due, n_in_time, n_late_open, n_own_limit, low, high
        from stat_timeliness where plan = 'boston-2011' and region_code = 'US-BOS' and department_code <> '*' and n_due > 0
        order by department, quarter"""
    )
    counted = told.select("department", "quarter", n_due="with_target", n_in_time="computed_on_time")
    assert got.select(counted.columns).equals(counted)
    assert (got["n_own_limit"] == got["n_due"]).all()  # every limit is the request's own
    assert got.select(((pl.col("low") <= pl.col("n_in_time") / pl.col("n_due")) & (pl.col("high") <= 1)).all()).item()
    whole = ask(
        "select sum(n_begun) as begun, sum(n_without_limit) as undated from stat_timeliness where department_code = '*'"
    )
    cases = pl.read_csv(SAMPLE / "truth" / "on_time_by_department_quarter.csv")
    assert whole["begun"].item() == cases["cases"].sum()
    assert whole["undated"].item() == cases["cases"].sum() - cases["with_target"].sum()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_shows_the_figures_of_the_truth(home, monkeypatch, lang):
    text = said(opened(home.path, monkeypatch, "timeliness", plan="boston-2011", quarter="2011Q3", lang=lang))
    told = truth("on_time_by_department_quarter.csv").filter(pl.col("quarter") == "2011Q3")
    n, x = told["with_target"].sum(), told["computed_on_time"].sum()
    assert f"{x:,}/{n:,}" in text and f"{1 - x / n:.1%}" in text
    for row in told.filter(pl.col("with_target") >= 10).iter_rows(named=True):
        assert f"{row['computed_rate']:.1%}</b><small>{row['computed_on_time']:,}/{row['with_target']:,}" in text
    # their years lie before the calendar of working days: no bar is drawn, and it is said why
    assert {"zh": "工作日历未覆盖这些日期", "en": "no calendar of working days covers these dates"}[lang] in text
