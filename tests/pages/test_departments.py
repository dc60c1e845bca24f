"""Who differs from the rest by more than chance? Said in both languages, with peers, with few, with nobody and after the end."""

import re
from html import unescape

import duckdb
import pytest

from tests import tiny
from tests.pages import opening

CENTRE, TAU2 = 0.93, 0.0004
SIZES = (40, 200, 350, 500, 800, 900, 1100, 1300, 1466, 2000, 5000)


def publish(home):
    """The tiny snapshot with a funnel of eleven departments, one of them far below; and a pattern."""
    name = tiny.publish_tiny(home)
    with duckdb.connect(str(home / "snapshots" / f"{name}.duckdb")) as con:
        con.execute(_funnel())
    return home


def _funnel():
    at = {"plan": "jiangxi-2020", "indicator": "M04-1", "quarter": "2026Q3"}
    sql = (
        "update stat_judgement set peer_group = 'departments', n_peers = 11, peer_p = 0.00001, peer_q = 0.004, q_named = 0.002"
        " where department_code = 'housing_construction' and region_code = '360000' and indicator = 'M04-1';\n"
    )
    for k, n in enumerate(SIZES):
        sql += tiny._judged(
            *at.values(), "360000", f"other_{k}", round(n * CENTRE), n, "met", judged_x=round(n * CENTRE), judged_n=n, n_pooled=1,
            code="MET", rule_number=15, signals="T1 P2", peer_group="departments", n_peers=11, peer_p=0.5, peer_q=0.9,
        )  # fmt: skip
    group = {"family": "department", "peer_group": "departments", "n_units": 11, "centre": CENTRE}
    sql += tiny._row(
        "stat_peer_group", **at, **group, phi=12.5, tau2=TAU2, n_outside=3, n_outside_adjusted=1, state="tested"
    )
    sql += tiny._row(
        "stat_peer_group",
        **(at | {"indicator": "M04-2"}),
        **(group | {"n_units": 4, "centre": None}),
        state="few_units",
    )
    for family, signal, n, expected, found, after in (
        ("department", "P", 118, 0.118, 4, 3), ("region", "P", 4000, 4.0, 17, 14), ("department", "V", 210, 5.25, 12, None),
    ):  # fmt: skip
        sql += tiny._row("stat_tests", plan=at["plan"], quarter=at["quarter"], family=family, signal=signal, n_tests=n, n_expected=expected, n_flags=found, n_after_bh=after)  # fmt: skip
    shape = {"pattern": "heaping_at_full", "indicator": "M04-1", "department_code": "medical_insurance", "region_code": "360000", "quarter": "2026Q3"}  # fmt: skip
    sql += "delete from agg_pattern; delete from stat_pattern;\n"
    sql += tiny._row("agg_pattern", **shape, n=7, n_of=8, observed=1.0, reference=0.9, n_examined=40)
    return sql + tiny._row("stat_pattern", **shape, n_examined=40, p=0.0004, q=0.016, state="beyond_chance")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("home"))


def opened(home, monkeypatch, **address):
    return opening.opened(home, monkeypatch, "departments", **address)


def said(app):
    """The page's text, tags taken out."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", opening.said(app))))


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("zh", ["2026年三季度可点名1个部门（住房城乡建设）；另有1项待核", "本季共作4,118次同类检验，按偶然预计4.1个超出99.8%限，实有21个，多重检验校正后17个",
                "待核：另有1项滞后", "医保 · 行政许可公示及时率", "只滞后1季", "行政许可公示及时率：住房城乡建设差于同类，超出偶然", "离散系数φ=12.50",
                "放宽前3个，放宽后1个", "应先分类再比较", "另有1项指标同类不足10个", "滞后2格", "（第5条）", "p <0.001", "q 0.004", "按现有分母，分子再增189件",
                "3/3", "0.016"]),
        ("en", ["1 department (Housing and construction) may be named as lagging; 1 more to be verified", "4.1 beyond the 99.8% limit expected by chance, 21 found, 17 left",
                "lagging in one quarter only", "φ=12.50", "tell them apart first", "2 lagging", "(rule 5)"]),
    ],
)  # fmt: skip
def test_the_page_names_only_who_may_be_named_and_says_what_chance_alone_would_give(home, monkeypatch, lang, expected):
    app = opened(home, monkeypatch, lang=lang)
    text = said(app)
    assert [part for part in expected if part not in text] == []
    assert not re.search(r"\bnan\b|\bNone\b", text)
    assert len(opening.said(app).encode()) < 45_000


def test_the_funnel_draws_every_unit_inside_the_limits_it_is_held_to(home, monkeypatch):
    spec = opened(home, monkeypatch, lang="zh").get("plotly_chart")[0].proto.spec
    assert "住房城乡建设" in spec and spec.count("other_") == len(SIZES) * 1
    assert "triangle-down" in spec and "99.8%控制限" in spec


def test_marks_lead_to_indicator_and_unit_and_a_pending_lag_looks_different(home, monkeypatch):
    html = unescape(opening.said(opened(home, monkeypatch, lang="zh")))
    assert "<td class='lagging' title='滞后 82" in html and "<td class='lagging q' title='滞后（待核） 85.7%'" in html
    to = re.search(r"<th scope=col><span><a [^>]*href='(departments\?[^']*)'>医保</a>", html)[1]
    assert {"department=medical_insurance", "region=360000"} <= set(re.split("[?&]", to))
    assert re.search(r"<th scope=row><a [^>]*href='indicator\?[^']*indicator=M04-1", html)


def test_regions_are_compared_where_the_address_says_so(home, monkeypatch):
    app = opened(home, monkeypatch, lang="zh", units="city:prefecture_city")
    text = said(app)
    assert "设区市" in text and "南昌市" in text and "赣州市" in text
    assert "所选范围没有可作同类比较的比率指标" in text  # no funnel of cities in so small a snapshot
    inside = said(opened(home, monkeypatch, lang="zh", region="360102"))
    assert "所选范围" in inside and "不限所选地区" in inside


def test_an_unknown_comparison_is_said_and_the_default_shown(home, monkeypatch):
    text = said(opened(home, monkeypatch, lang="zh", units="planets"))
    assert "比较对象“planets”在本快照中不存在" in text and "可点名1个部门" in text


def test_folds_open_into_twins_sql_and_downloads(home, monkeypatch):
    app = opened(home, monkeypatch, lang="zh")
    assert not app.dataframe
    for fold in ("funnel_fold", "heat_fold", "department_sql_fold", "downloads"):
        app.session_state[fold] = True
    app.run()
    assert not app.exception
    funnel = next(d.value for d in app.dataframe if "99.8%下限" in d.value.columns)
    own = funnel[funnel["单位"] == "住房城乡建设"].iloc[0]
    assert (own["分母"], own["判断"]) == (1466, "滞后")
    assert len(app.get("download_button")) == 2 * 5  # funnel, heat, flags, tests, patterns


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_after_the_plans_end_nobody_is_named(home, monkeypatch, lang):
    text = said(opened(home, monkeypatch, lang=lang, plan="jiangmen-2014"))
    assert {"zh": "规划期已满，不再作同类比较，也不点名", "en": "nobody is named"}[lang] in text


def test_a_snapshot_without_figures_or_plan_says_so(tmp_path, monkeypatch):
    tiny.publish_planned(tmp_path)
    assert "所选范围没有可以比较的数据" in said(opened(tmp_path, monkeypatch, lang="zh"))
    tiny.publish_empty(tmp_path)
    opened(tmp_path, monkeypatch, lang="zh")
