"""Where, compared with whom, and how sure? With a map, with a torn one, with none; in both languages."""

import json
import re
from html import unescape

import pytest

from tests import tiny, tiny_regions
from tests.pages import opening
from tests.tiny_regions import BLANK, COUNTIES, FIRST, LAST, SMALL, TIED, UNDRAWN, ZERO


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    tiny_regions.publish(folder)
    return folder


@pytest.fixture(scope="module")
def unmapped(home, tmp_path_factory):
    """The same without any boundary."""
    folder = tmp_path_factory.mktemp("unmapped")
    tiny_regions.changed(home, folder, "update ref_boundary set version = null, geojson = null, source = null")
    return folder


def opened(home, monkeypatch, **address):
    return opening.opened(
        home, monkeypatch, "regions", **({"lang": "zh", "plan": "jiangxi-2020", "indicator": "M04-1"} | address)
    )


def said(app):
    """The page's text, tags taken out."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", opening.said(app))))


def maps(app):
    """What plotly is given for each map, the small ones too."""
    specs = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    return [spec for spec in specs if spec["data"][0]["type"] == "choropleth"]


def legend(app):
    """What the legend says: label to number of regions."""
    found = re.findall(r"<li><i[^>]*>(.*?)</i>(.*?)<small>(\d+)</small></li>", opening.said(app))
    return {unescape(label): int(n) for _, label, n in found}


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("zh", ["行政许可公示及时率：02县、00县名次确在后三分之一，01县名次确在前三分之一，其余31个县（市、区）名次拿不准", "示意图，非标准地图",
                "1个地区没有边界，只列在表中：39县", "边界文件中1个代码不在地区名单内，未画出：369999", "35个县（市、区）有数值（共40个）",
                "1个有数值而不排名次：件数太少，不参加排名1个", "相邻地区数值相近，成片分布", "莫兰指数 I=0.31", "p < 0.001", "q = 0.002",
                "低值成片 00县、02县", "没有相邻地区、不参加检验：39县"]),
        ("en", ["County 02 and County 00 surely in the last third, County 01 surely in the first; the other 31 counties cannot be placed",
                "a sketch, no standard map", "1 regions without a boundary", "Moran's I = 0.31", "Low among low County 00 and County 02"]),
    ],
)  # fmt: skip
def test_the_page_says_who_can_be_placed_and_what_the_map_lacks(home, monkeypatch, lang, expected):
    text = said(opened(home, monkeypatch, lang=lang))
    assert [part for part in expected if part not in text] == []
    assert not re.search(r"\bnan\b|\bNone\b", text)


def test_the_map_holds_the_jurisdiction_only_and_fetches_its_geometry_by_address(home, monkeypatch):
    app = opened(home, monkeypatch)
    (spec,) = maps(app)
    fills = spec["data"][0]
    assert set(fills["locations"]) == set(COUNTIES) - {UNDRAWN}
    assert (
        fills["geojson"] == f"./geo/{tiny_regions.version('county')}.geojson" and not spec["layout"]["geo"]["visible"]
    )
    config = json.loads(app.get("plotly_chart")[0].proto.config)
    assert config["topojsonURL"] == "./app/static/topo/"


def test_five_kinds_of_blank_are_told_apart_by_shade_and_sign(home, monkeypatch):
    app = opened(home, monkeypatch)
    counted = legend(app)
    # The county that was founded after the quarter began is there at its end, and sent nothing though its neighbours did not have to.
    assert [counted[k] for k in ("不适用", "未报送", "已退回", "已隐去")] == [1, 2, 1, 1]
    assert counted["真正的零（含在上列）"] == 1
    looks = re.findall(r"<li><i style='background:(#\w+|transparent)'>(.)</i>", opening.said(app))
    assert len(set(looks)) == len(looks) == 5  # four greys with their signs, and the nought
    fills, signs = maps(app)[0]["data"][0], maps(app)[0]["data"][-1]
    shade = dict(zip(fills["locations"], fills["z"], strict=True))
    assert len({shade[code] for code in BLANK}) == 4 and shade[ZERO] not in {shade[code] for code in BLANK}
    assert sorted(set(signs["text"])) == sorted({"/", "?", "×", "*", "0"})


def test_verdicts_carry_their_signs_and_tiers_say_what_cannot_be_told(home, monkeypatch):
    verdicts = legend(opened(home, monkeypatch, colour="verdict"))
    assert verdicts["滞后"] == 1 and verdicts["达标"] == 34
    tiers = legend(opened(home, monkeypatch, colour="tier"))
    assert (tiers["确在前三分之一"], tiers["确在后三分之一"], tiers["分不出先后"], tiers["有数值，不排名次"]) == (
        1,
        2,
        31,
        1,
    )


def test_the_gap_is_to_the_median_of_the_peers_the_reader_chose(home, monkeypatch):
    app = opened(home, monkeypatch, colour="gap", region=LAST, peers="3")
    peers = [list(COUNTIES)[n] for n in (2, 4, 6)]  # the third has no figure
    assert peers[2] in BLANK and "有数值的只有2个，不足3个，不比" in said(app)
    near = said(opened(home, monkeypatch, colour="gap", region=LAST, peers="map"))
    assert "不足3个" in near  # in its corner it has two neighbours
    kind = said(opened(home, monkeypatch, colour="gap", region=LAST, peers="kind"))
    assert "逊于同类中位数" in kind and "同级同类全部" in kind


def test_the_table_sorts_ties_as_ties_and_gives_every_reason(home, monkeypatch):
    app = opened(home, monkeypatch)
    table = app.dataframe[0].value
    by_name = table.set_index("地区")
    assert len(table) == len(COUNTIES)
    one, other = (f"{c[-2:]}县" for c in TIED)
    assert by_name.loc[one, "名次"] == by_name.loc[other, "名次"]
    assert by_name.loc[f"{LAST[-2:]}县", "可能名次"] == "33–34" and by_name.loc[f"{FIRST[-2:]}县", "可能名次"] == "1–4"
    assert by_name.loc[f"{SMALL[-2:]}县", "档次"] == "件数太少，不参加排名"
    assert by_name.loc["06县", "判断"] == "不适用" and by_name.loc["09县", "判断"] == "已隐去"
    assert by_name.loc["10县", "判断"] == "未报送"


def test_a_county_that_did_not_exist_yet_is_no_blame(home, monkeypatch):
    table = opened(home, monkeypatch, quarter="2026Q2").dataframe[0].value.set_index("地区")
    assert table.loc["10县", "判断"] == "当时尚未设立"


def test_who_sent_other_files_of_the_kind_had_no_case_and_owes_nothing(home, monkeypatch):
    app = opened(home, monkeypatch, indicator="M04-2", level="county")
    assert legend(app) == {"不适用": 35, "未报送": 5}
    table = app.dataframe[0].value.set_index("地区")
    assert table.loc["00县", "判断"] == "本季没有此类事项" and table.loc["07县", "判断"] == "未报送"


def test_one_region_has_its_ranks_peers_and_a_way_up(home, monkeypatch):
    app = opened(home, monkeypatch, region=LAST)
    text, html = said(app), unescape(opening.said(app))
    assert "南昌市00县：行政许可公示及时率40.0%（40/100），可能名次33–34（共34个）" in text
    assert "可达标杆 98.0%，还差58件" in text
    assert re.search(r"href='regions\?[^']*region=360100[^']*'>南昌市</a>", html)
    assert re.search(r"href='county\?[^']*region=361100", html)
    outlines = [t for t in maps(app)[0]["data"] if t["type"] == "choropleth" and t["locations"] == [LAST]]
    assert len(outlines) == 1
    assert maps(app)[0]["layout"]["geo"]["lonaxis"]["range"][1] < 116  # only its city fills the frame


def test_a_keyboard_reaches_every_region_a_click_on_the_map_does(home, monkeypatch):
    app = opened(home, monkeypatch)
    chooser, drawn = app.selectbox(key="choose_region"), maps(app)[0]["data"][0]
    named = {name for name, *_ in drawn["customdata"]}
    assert named <= {label.rpartition(" › ")[2] for label in chooser.options}
    chooser.select(next(label for label in chooser.options if label.endswith("00县"))).run()
    assert app.query_params["region"] == LAST and "南昌市00县：行政许可公示及时率40.0%" in said(app)


def test_classes_a_tenth_of_a_point_apart_are_not_called_alike(home, monkeypatch):
    counted = legend(opened(home, monkeypatch, indicator="M04-2", level="city"))
    assert sum(counted.values()) == 2 and len(counted) > 1


def test_cities_are_one_step_up(home, monkeypatch):
    app = opened(home, monkeypatch, level="city")
    assert set(maps(app)[0]["data"][0]["locations"]) == {"360100", "360700"}
    assert "2个设区市" in said(app)


def test_a_number_of_review_takes_the_place_of_the_word_sketch(home, tmp_path, monkeypatch):
    tiny_regions.changed(home, tmp_path, "update ref_boundary set review_number = '赣S(2026)001号'")
    text = said(opened(tmp_path, monkeypatch))
    assert "审图号：赣S(2026)001号" in text and "示意图" not in text


@pytest.mark.parametrize("view", ["flat", "raised"])
def test_without_a_boundary_there_are_words_and_the_table(unmapped, monkeypatch, view):
    app = opened(unmapped, monkeypatch, view=view)
    assert "没有可用的边界文件" in said(app) and not maps(app) and len(app.dataframe[0].value) == len(COUNTIES)


def test_geometry_without_data_is_drawn_grey_and_says_so(home, monkeypatch):
    app = opened(home, monkeypatch, indicator="M10-6")
    assert "部门信用信息系统建设率：本季没有县（市、区）一级的数值" in said(app)
    assert legend(app) == {"未报送": len(COUNTIES)}


def test_a_jurisdiction_of_one_region_is_compared_with_nobody(home, monkeypatch):
    app = opened(home, monkeypatch, plan="jiangmen-2014", indicator="M10-6")
    text = said(app)
    assert "没有可用的边界文件" in text and "江门市没有可比的地区" in text
    assert len(app.dataframe[0].value) == 1


def test_a_department_has_values_but_no_ranks(home, monkeypatch):
    text = said(opened(home, monkeypatch, department="housing_construction"))
    assert "空间检验只按全部门的数值计算" in text and "名次确在" not in text


def test_only_what_the_test_supports_is_drawn_as_a_cluster(home, monkeypatch):
    counted = legend(opened(home, monkeypatch, colour="cluster"))
    assert (counted["低值成片"], counted["无显著规律"], "高值成片" in counted) == (2, 32, False)
    # The build tested the latest quarter; of another one nothing is drawn until it is asked for.
    before = opened(home, monkeypatch, colour="cluster", quarter="2026Q2")
    assert legend(before)["有数值，本季未检验"] == 35 and "2026年三季度，34个有相邻地区" in said(before)
    before.button(key="regions_test").click().run()
    assert not before.exception and "2026年二季度" in said(before) and "只检验这一个" in said(before)
    assert "有数值，本季未检验" not in legend(before) or legend(before)["有数值，本季未检验"] < 5


def test_a_city_stays_in_view_while_its_counties_are_on_the_map(home, monkeypatch):
    app = opened(home, monkeypatch, region="360100")
    assert "南昌市：行政许可公示及时率96.0%（3,840/4,000）" in said(app) and len(app.dataframe[0].value) == len(
        COUNTIES
    )


def test_folds_hold_small_maps_past_names_and_every_download(home, monkeypatch):
    app = opened(home, monkeypatch, region=LAST)
    for fold in ("regions_small", "regions_joined", "regions_made", "regions_ranks_fold", "downloads"):
        app.session_state[fold] = True
    app.run()
    assert not app.exception
    small = maps(app)[1]
    assert len(small["data"]) == 2 and {t["geo"] for t in small["data"]} == {"geo", "geo2"}
    assert "老县" in said(app) and "合并" in said(app)


def test_an_empty_snapshot_says_so(tmp_path, monkeypatch):
    tiny.publish_empty(tmp_path)
    assert not opened(tmp_path, monkeypatch).exception
