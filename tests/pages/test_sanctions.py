"""Do the sanctions work, and where and with whom does the chain break? Said in both languages, with data, with little and with none."""

import re
from html import unescape

import duckdb
import plotly.graph_objects as go
import polars as pl
import pytest

from dashboard import words
from dashboard.charts import course, forest, survival
from dashboard.reads import sanction_claims, sanction_steps
from tests import tiny, tiny_sanctions
from tests.pages import opening


def publish(home):
    name = tiny.publish_tiny(home)
    with duckdb.connect(str(home / "snapshots" / f"{name}.duckdb")) as con:
        con.execute(tiny_sanctions.rows(tiny._row))


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    publish(folder)
    return folder


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A jurisdiction that sends no listings."""
    folder = tmp_path_factory.mktemp("bare")
    tiny.publish_tiny(folder)
    return folder


def opened(home, monkeypatch, **address):
    return opening.opened(home, monkeypatch, "sanctions", **address)


def said(app):
    """The page's text, tags taken out."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", opening.said(app))))


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("zh", ["3项重点惩戒应实施180条，已实施80.6%；断在反馈（45条，主要在市场监管）；1项起作用、1项未见作用", "92.9% 130/140", "中位36个工作日",
                "68.0% 85/125", "单列：未到期3，异议中止2，名单已终止1", "2条有金额，共123.5万元", "限制股票发行 (二十一) 所选范围内没有这项措施的记录",
                "▼ 47.9% 23/48", "限制公共资源交易起作用；1项未见作用", "快慢1.60倍（1.48–1.73）；配对差+9.2个百分点（+5.1至+13.3）；实施期间履行120例",
                "没有结果：限制股票发行", 
                "一半在告知后202天内履行（195–未达到），一年内履行68.0%", "12条中履行6例，少于10例，不报中位时间",
                "履行后移出10.0%，信用修复23.4%，期满29.4%", "移出后一年内在本地区再次列入11.1%，异地再次列入12例", "2例 少于10例，不报比例", "4次已过期限，3次异议处理中",
                "待反馈清单：2个部门，应办未办35条，逾期未反馈45条，已终止未反馈2条", "xinheng feedback --department market_regulation --period 2026Q3 --out 2026Q3-market_regulation.xlsx"]),
        ("en", ["Of the plan's 3 key measures, 180 were owed and 80.6% applied; the chain breaks at the feedback (45, mainly with Market regulation); 1 working, 1 without an effect seen",
                "median 36 working days", "1.60 times as fast (1.48–1.73); matched +9.2", "Half complied within 202 days", "12 elsewhere",
                "fewer than 10, no share"]),
    ],
)  # fmt: skip
def test_the_page_says_finding_breaks_effects_and_times(home, monkeypatch, lang, expected):
    app = opened(home, monkeypatch, lang=lang)
    text = said(app)
    assert [part for part in expected if part not in text] == []
    assert not re.search(r"\bnan\b|\bNone\b|\binf\b", text)
    assert len(opening.said(app).encode()) < 40_000


def test_what_is_not_due_suspended_or_void_is_no_failure():
    row = sanction_steps.rated(
        dict.fromkeys(sanction_steps.STATES, 0) | {"n_not_due": 9, "n_void": 9, "n_suspended": 9, "n_owed": 0, "n_checked": 0, "n_applied": 0}
    )  # fmt: skip
    assert row["applied_rate"] is None and sanction_steps.breaks(row) is None and sanction_steps.lost(row) == 0


def test_feedback_not_due_yet_is_in_no_share():
    row = sanction_steps.rated({"n_owed": 10, "n_checked": 10, "n_applied": 10, "n_fed_back": 2, "n_not_fed_back": 2})
    assert (row["fed_back_x"], row["fed_back_n"], row["fed_back_rate"]) == (2, 4, 0.5)
    assert 0 <= row["fed_back_low"] < 0.5 < row["fed_back_high"] <= 1


def test_a_loss_is_laid_to_as_few_departments_as_hold_half_of_it():
    rows = [{"department_code": c, "n_unchecked": n} for c, n in (("a", 1), ("b", 6), ("c", 4), ("d", 0))]
    assert [r["department_code"] for r in sanction_steps.by_whom(rows, "n_unchecked")] == ["b"]
    even = [{"department_code": c, "n_unchecked": 1} for c in "abcdefgh"]
    assert len(sanction_steps.by_whom(even, "n_unchecked")) == 3


def test_measures_together_add_counts_and_no_entities():
    one = {"n_owed": 10, "n_checked": 8, "n_applied": 6, "n_entities": 9, "days_to_check": 5.0}
    found = sanction_steps.pooled([one, one])
    assert found and (found["n_owed"], found["applied_rate"], found["n_entities"], found["days_to_check"]) == (
        20,
        0.6,
        None,
        None,
    )
    assert sanction_steps.pooled([]) is None


def test_a_before_and_after_alone_claims_nothing():
    naive = {("before_after", "reoffend"): {"claim": "association_only", "reason": "regression_to_mean"}}
    assert sanction_claims.of(naive) == sanction_claims.Claim("cannot_say", "not_examined")
    assert sanction_claims.of({}).claim == "cannot_say"


def test_a_click_changes_only_what_it_names(home, monkeypatch):
    html = unescape(opening.said(opened(home, monkeypatch, lang="zh", window="12")))
    link = re.search(r"href='(sanctions\?[^']*)'[^>]*>联合惩戒名单</a>", html)[1]
    assert {"list=joint_sanction", "window=12", "region=360000", "department=all"} <= set(re.split("[?&]", link))
    link = re.search(r"href='(sanctions\?[^']*)'>市场监管</a>", html)[1]
    assert {"department=market_regulation", "window=12"} <= set(re.split("[?&]", link)) and "list=" not in link


def test_a_department_alone_shows_its_own_chain_and_no_grades(home, monkeypatch):
    text = said(opened(home, monkeypatch, lang="zh", department="market_regulation", grade="severe"))
    assert "市场监管：“限制公共资源交易”应实施140条" in text and "按部门查看时不分等级" in text
    assert "断在反馈（40条）" in text  # it alone is behind it: no name is added


def test_in_a_county_one_thing_at_a_time_is_kept_apart_and_what_is_not_is_said(home, monkeypatch):
    here = {"region": "360102", "lang": "zh"}
    both = said(opened(home, monkeypatch, list="joint_sanction", grade="severe", **here))
    assert "一次只看一项" in both and "联合惩戒名单" in both
    assert "一次只看一项" not in said(opened(home, monkeypatch, list="joint_sanction", **here))


def test_folds_open_into_tables_designs_places_sql_and_odd_records(home, monkeypatch):
    app = opened(home, monkeypatch, lang="zh")
    assert not app.dataframe and "select 3" not in opening.said(app)
    tables = ("chain", "effects", "course", "comply", "endings", "again")
    folds = (*tables, "others", "opened", "places", "odd", "sql", "clauses", "indicators")
    for fold in folds:
        app.session_state[f"sanction_{fold}_fold"] = True
    app.session_state["downloads"] = True
    app.run()
    assert not app.exception
    text = said(app)
    chain = next(d.value for d in app.dataframe if "应实施条数" in d.value.columns)
    traded = chain[chain["措施"] == "限制公共资源交易"].iloc[0]
    assert (traded["应实施条数"], traded["逾期未反馈"], traded["异议中止"]) == (140, 40, 2)
    assert len(app.dataframe) == len(tables)
    for part in ("朴素前后对比−8.5个百分点，同样差而未实施的同期也有−8.0个百分点：这是均值回归；扣除后余−0.5个百分点", "最大标准化差0.03（小于0.1）",
                 "限制参加政府采购", "认定部门、列入事由", "检验未见违背（p = 0.500）", "赣州市", "退回的记录2行",
                 "没有核查记录就实施", "select 3", "q < 0.001"):  # fmt: skip
        assert part in text, part


def test_a_county_with_listings_and_no_measure_shows_its_lists(home, monkeypatch):
    text = said(opened(home, monkeypatch, lang="zh", region="360102"))
    assert "有主体列入名单，但没有应实施的惩戒措施" in text and "联合惩戒名单" in text and "200" in text


def test_a_quarter_before_any_listing_points_to_the_last_with_one(home, monkeypatch):
    text = said(opened(home, monkeypatch, lang="en", quarter="2025Q4"))
    assert "There are no listings in this view" in text and "There are no listings up to the chosen quarter" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_any_listing_the_page_says_what_to_send_and_shows_no_nought(bare, monkeypatch, lang):
    text = said(opened(bare, monkeypatch, lang=lang))
    assert {"zh": "没有收到列入名单和惩戒措施的台账", "en": "No listings and no measures were sent"}[lang] in text
    assert "xinheng check FILE --feed listings" in text and "0.0%" not in text


def test_an_empty_snapshot_says_so(tmp_path, monkeypatch):
    tiny.publish_empty(tmp_path)
    assert not opened(tmp_path, monkeypatch, lang="zh").exception


def test_an_unknown_list_in_the_address_is_put_right_and_said(home, monkeypatch):
    assert "地址中的名单“black”在本快照中不存在" in said(opened(home, monkeypatch, lang="zh", list="black"))


def curve(*steps):
    return pl.DataFrame(
        [{"group": "a", "cause": "expired", "days": d, "share": s, "low": s, "high": s, "n_at_risk": n} for d, s, n in steps]
    )  # fmt: skip


def test_charts_are_valid_and_a_thin_tail_is_told_from_the_rest():
    words.use("zh")
    rows = curve((0, 0.0, 50), (100, 0.2, 30), (300, 0.5, 8))
    drawn = survival.lines(rows, [("a", "甲")], until=360)
    go.Figure(drawn)
    named = [t for t in drawn["data"] if t.get("name") == "甲"]
    assert [t["line"]["width"] for t in named] == [2.2, 0.9] and named[1]["x"][-1] == 300
    stacked = survival.stacked(rows, [("expired", "期满")], until=360)
    go.Figure(stacked)
    assert {100, 300} <= set(stacked["data"][0]["x"]) and stacked["data"][0]["y"][-1] == 0.5
    months = pl.DataFrame({"group_code": ["treated"] * 2, "month": [-1, 0], "n": [9, 9], "rate": [0.1, 0.05]})
    go.Figure(course.draw(months))


def test_number_at_risk_is_that_before_the_next_step_and_nothing_beyond_the_data():
    rows = curve((0, 0.0, 50), (100, 0.2, 30), (300, 0.5, 8))
    assert survival.at_risk(rows, until=540) == [(0, 50), (90, 30), (180, 8), (360, None), (540, None)]
    assert survival.reach(rows) == 360


def test_ratios_share_one_scale_and_an_end_without_bound_runs_to_the_edge():
    drawn = forest.draw(
        [forest.Line("a", 2.0, 0.5, float("inf"), ""), forest.Line("b", None, None, None, "x")], label="l", foot="f"
    )
    assert (
        "left:0.0%;right:0.0%" in drawn and "<b style=left:100.0%>" in drawn and drawn.count("<td class=p></td>") == 1
    )
