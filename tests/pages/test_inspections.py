"""Does inspection effort follow credit tier? Said in both languages, with data, with little and with none."""

import re
from html import unescape

import duckdb
import pytest

import queries
from tests import tiny, tiny_inspections
from tests.pages import opening


def publish(home):
    name = tiny.publish_tiny(home)
    with duckdb.connect(str(home / "snapshots" / f"{name}.duckdb")) as con:
        con.execute(tiny_inspections.rows(tiny._row))
        con.execute(f"insert into agg_inspection_office by name {queries.read('inspection_office_rows')}")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    publish(folder)
    return folder


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A jurisdiction that sends no inspections."""
    folder = tmp_path_factory.mktemp("bare")
    tiny.publish_tiny(folder)
    return folder


def opened(home, monkeypatch, **address):
    return opening.opened(home, monkeypatch, "inspections", **address)


def said(app):
    """The page's text, tags taken out."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", opening.said(app))))


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("zh", ["总体随风险上升，但赣州市住房城乡建设梯度倒挂", "78.0% 156/200", "还差12户", "26.0倍", "精确95%区间 21.4–31.5", "z = 61.40", "p < 0.001",
                "D级5.0%（1/20），A级7.5%（90/1,200）", "12户受检次数超过年度上限", "41户30天内受多个部门检查", "联合检查占20.0%", "数据不足以判断",
                "下限高于上限1行", "南康区住房城乡建设 抽中44.4%（40/90），机会均等时应为21.3户", "不适用：该级没有随机抽查"]),
        ("en", ["Effort rises with risk on the whole, but is inverted at Ganzhou, Housing and construction", "78.0% 156/200", "12 to go", "26.0 times",
                "exact 95% interval 21.4–31.5", "z = 61.40", "p < 0.001", "12 entities visited more often", "20.0% of visits were joint", "cannot say"]),
    ],
)  # fmt: skip
def test_the_page_says_finding_counts_tests_and_what_is_odd(home, monkeypatch, lang, expected):
    app = opened(home, monkeypatch, lang=lang)
    text = said(app)
    assert [part for part in expected if part not in text] == []
    assert not re.search(r"\bnan\b|\bNone\b", text)
    assert len(opening.said(app).encode()) < 45_000


def test_one_offices_band_is_drawn_behind_its_ratio(home, monkeypatch):
    app = opened(home, monkeypatch, lang="zh", department="market_regulation")
    text, html = said(app), opening.said(app)
    assert "检查力度随风险上升：A级抽查率3.0%，D级78.0%；D级距公布下限差12户" in text
    assert "公布区间 84.0–100.0%" in text and "<i class=d style='left:84.0%;right:calc(100% - 100.0%)'></i>" in html
    assert "36.8倍" in text
    assert "未公布年度检查频次上限，无从比较" in text  # nobody capped is no nought


def test_a_click_on_a_place_or_department_changes_only_that(home, monkeypatch):
    html = unescape(opening.said(opened(home, monkeypatch, lang="zh")))
    place = re.search(r"href='(inspections\?[^']*)'>赣州市</a>", html)[1]
    assert {"region=360700", "department=all", "quarter=2026Q3", "plan=jiangxi-2020"} <= set(re.split("[?&]", place))
    department = re.search(r"href='(inspections\?[^']*)'>市场监管</a>", html)[1]
    assert {"region=360000", "department=market_regulation"} <= set(re.split("[?&]", department))
    office = re.search(r"href='(inspections\?[^']*)'>赣州市住房城乡建设</a>", html)[1]
    assert {"region=360700", "department=housing_construction"} <= set(re.split("[?&]", office))


def test_an_inverted_office_says_so_in_its_title_and_is_no_error_without_the_rest(home, monkeypatch):
    text = said(opened(home, monkeypatch, lang="zh", region="360700", department="housing_construction"))
    assert "赣州市住房城乡建设：D级抽查率5.0%，低于A级的7.5%，梯度倒挂" in text
    assert "没有可供统计的重复检查" in text and "本季没有检查记录" in text


def test_a_county_is_named_where_its_city_is_not_between(home, monkeypatch):
    city, county = (
        "赣州市住房城乡建设 D级5.0%（1/20），A级7.5%（90/1,200）；z = −3.21，p = 0.001",
        "南康区住房城乡建设 D级",
    )
    province = said(opened(home, monkeypatch, lang="zh"))
    assert f"{city}；其下另有1个单位倒挂" in province and county not in province
    inside = said(opened(home, monkeypatch, lang="zh", region="360700"))
    assert county in inside and city in inside and "其下另有" not in inside


def test_a_figure_unfolds_into_its_table_and_the_white_box_into_sql_and_bands(home, monkeypatch):
    app = opened(home, monkeypatch, lang="zh")
    assert not app.dataframe and "select 2" not in opening.said(app)
    folds = ("ratio", "gradient", "hits", "draw", "inverted")
    for fold in (
        *(f"inspection_{name}_fold" for name in folds),
        "inspection_sql_fold",
        "inspection_bands_fold",
        "downloads",
    ):
        app.session_state[fold] = True
    app.run()
    assert not app.exception
    ratio = next(d.value for d in app.dataframe if "在册主体数" in d.value.columns and "检查类型" in d.value.columns)
    drawn = ratio[(ratio["检查类型"] == "双随机抽查") & (ratio["等级"] == "D级（高风险）")].iloc[0]
    assert (drawn["查到主体数"], drawn["在册主体数"], drawn["距下限（户）"]) == (156, 200, 12)
    assert len(app.dataframe) == len(folds) + 1  # and the bands
    assert "select 2" in opening.said(app)


def test_a_place_without_figures_says_which_and_offers_its_neighbours(home, monkeypatch):
    text = said(opened(home, monkeypatch, lang="zh", region="360102"))
    assert "所选地区、部门没有检查数据" in text and "东湖区" in text and "各地区均无数据" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_any_visit_the_page_says_what_to_send_and_shows_no_nought(bare, monkeypatch, lang):
    text = said(opened(bare, monkeypatch, lang=lang))
    assert {"zh": "尚未收到检查记录", "en": "No inspections were sent"}[lang] in text
    assert "xinheng check FILE --feed inspections" in text
    assert text.count({"zh": "未报送", "en": "not returned"}[lang]) >= 5
    assert "0.0%" not in text


def test_an_empty_snapshot_says_so(tmp_path, monkeypatch):
    tiny.publish_empty(tmp_path)
    assert not opened(tmp_path, monkeypatch, lang="zh").exception
