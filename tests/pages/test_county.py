"""Where does a region stand against regions like it? With ten peers and with few, alone, new, merged, and without a figure."""

import re
from html import unescape

import duckdb
import pytest

from dashboard.reads import county
from tests import tiny
from tests.pages import opening

AT = {"plan": "jiangxi-2020", "quarter": "2026Q3"}
OWN, FRESH, EMPTY, FEW = "360821", "360831", "360832", "360881"
PEERS = [f"36082{k}" for k in range(2, 10)] + ["360830", "360833"]
TARGET = {"target": 0.95, "target_on": "2026-12-31", "comparator": ">=", "target_kind": "reach"}


def publish(home):
    """The tiny snapshot and a city of its own: a county far behind ten like it, a new one, one without a figure, one of a kind."""
    name = tiny.publish_tiny(home)
    with duckdb.connect(str(home / "snapshots" / f"{name}.duckdb")) as con:
        con.execute(_places() + _figures() + _ranks() + _rest())
    return home


def _places():
    rows = [("360800", "吉安市", "Ji'an", "city", "prefecture_city", "360000")]
    rows += [(c, f"{c[-2:]}县", f"County {c[-2:]}", "county", "county", "360800") for c in (OWN, FRESH, EMPTY, *PEERS)]
    rows += [(FEW, "井冈山市", "Jinggangshan", "county", "county_city", "360800")]
    sql = ""
    for code, zh, en, level, kind, parent in rows:
        sql += tiny._row(
            "ref_region", region_code=code, name_zh=zh, name_en=en, level=level, kind=kind, parent_code=parent
        )
        sql += "".join(
            tiny._row("ref_region_ancestor", region_code=code, ancestor_code=a) for a in {code, parent, "360000"}
        )
    root = {"root_code": "360000", "level": "county"}
    sql += "".join(
        tiny._row("stat_peer", **root, region_code=OWN, peer_code=peer, position=k + 1, distance=0.2 + k / 10, rule="log_entities,share_tier_d; level+kind; k=10")
        for k, peer in enumerate(PEERS)
    )  # fmt: skip
    sql += "".join(tiny._row("ref_neighbour", **root, region_code=OWN, neighbour_code=c) for c in (FEW, PEERS[0]))
    sql += tiny._row(
        "agg_region_structure",
        **root,
        kind="county",
        region_code=OWN,
        as_of="2026-09-30",
        n_entities=12345,
        share_individual=0.62,
        share_tier_d=0.04,
    )
    past = {"basis": "announced", "document": "国函〔2018〕23号"}
    sql += tiny._row(
        "ref_region_past",
        region_code=OWN,
        past_code="360805",
        past_name_zh="旧县",
        past_name_en="Old County",
        until_on="2026-07-31",
        change="merged",
        **past,
    )
    return sql + tiny._row(
        "ref_region_past",
        region_code=FRESH,
        until_on="2026-03-31",
        change="split",
        note_zh="由旧县析出",
        note_en="Split from Old County",
        **past,
    )


def _figures():
    sql = ""
    for k, code in enumerate(PEERS):
        sql += _judged("M04-1", code, 936 + k, 1000, "met") + _judged("M04-2", code, 900 + 2 * k, 1000, "met")
    behind = {
        "gap": -0.21,
        "gap_units": -210,
        "reasons": "SURELY_BELOW_TARGET",
        "n_lagging_of_three": 3,
        "is_nameable": True,
    }
    sql += _judged(
        "M04-1",
        OWN,
        740,
        1000,
        "lagging",
        code="LAGGING",
        rule_number=5,
        signals="T4 P4",
        peer_group="county:county",
        **behind,
    )
    sql += _judged("M04-2", OWN, 908, 1000, "watch", gap=-0.042, gap_units=-42)
    sql += _judged("M10-6", OWN, 3, 5, "insufficient") + _judged("M09-1", OWN, None, None, "insufficient")
    sql += _judged("M04-1", FRESH, 940, 1000, "met") + _judged("M04-1", FEW, 940, 1000, "met")
    sql += tiny._judged(
        AT["plan"], "M04-1", AT["quarter"], OWN, "housing_construction", 10, 40, "lagging", gap=-0.7, **TARGET
    )
    return sql + tiny._judged(AT["plan"], "M04-2", AT["quarter"], OWN, "medical_insurance", 1, 2, "insufficient")


def _judged(indicator, region, x, n, word, **more):
    held = TARGET if indicator.startswith("M04") else {}
    return tiny._judged(
        AT["plan"],
        indicator,
        AT["quarter"],
        region,
        "*",
        x,
        n,
        word,
        judged_x=x,
        judged_n=n,
        n_pooled=1,
        **held,
        **more,
    )


def _ranks():
    group = {"indicator": "M04-1", "root_code": "360000", "level": "county"}
    sql = ""
    for quarter, low, high in (("2026Q2", 8, 13), ("2026Q3", 13, 13)):
        sql += tiny._row("stat_rank", **group, quarter=quarter, region_code=OWN, rank=13, n_tied=1, n_ranked=13, rank_low=low, rank_high=high, tier="lower", benchmark=0.945,
                         benchmark_units=205, previous_quarter="2026Q1", like_low=12, like_high=13, previous_low=8, previous_high=11)  # fmt: skip
    sql += tiny._judged(AT["plan"], "M04-1", "2026Q2", OWN, "*", 800, 1000, "lagging")
    for code in PEERS:
        sql += tiny._row(
            "stat_rank", **group, quarter="2026Q3", region_code=code, rank=1, n_ranked=13, rank_low=1, rank_high=12
        )
    return sql + tiny._row(
        "stat_rank", **(group | {"indicator": "M10-6"}), quarter="2026Q3", region_code=OWN, excluded="too_small"
    )


def _rest():
    shape = {
        "pattern": "heaping_at_full",
        "indicator": "M04-2",
        "department_code": "medical_insurance",
        "region_code": OWN,
        "quarter": AT["quarter"],
    }
    return tiny._row("agg_pattern", **shape, n=7, n_of=8, observed=1.0, reference=0.9, n_examined=40) + tiny._row(
        "meta_finding", finding="unknown_entity", feed="decisions", department_code="medical_insurance", region_code=OWN, quarter=AT["quarter"], n_rows=12
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("home"))


def opened(home, monkeypatch, **address):
    return opening.opened(home, monkeypatch, "county", **AT | address)


def said(app):
    """The page's text, tags taken out."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", opening.said(app))))


def test_without_a_region_every_one_is_offered_and_none_is_shown(home, monkeypatch):
    app = opened(home, monkeypatch, lang="zh")
    text = said(app)
    assert "请选择一个市或县" in text and "不是名次" in text and "32县 没有数字" in text
    assert "<a href=county?region=360821>21县</a>" in opening.said(app)
    assert "各项指标" not in text


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("zh", ["21县：4项指标中关注1项，滞后1项，数据不足2项；与10个可比县相比，1项靠后", "旧县于2026-08-01并入（国函〔2018〕23号）", "在册主体12,345户",
                "22县 0.20", "在册主体数（对数）、D级占比", "可能名次", "13–13/13", "还差210", "还差205", "计：按期公示件数", "样本不足或没有可比数字，不画分布（1项）", "3/5",
                "未报送1项：共享单位数", "1项均样本不足，不作判断", "确有下降", "红点线处：旧县并入或改设", "12行，涉及1个部门", "前后对不上12行，可疑形态1处", "演示数据"]),
        ("en", ["County 21: of 4 indicators", "against 10 comparable places (counties), behind on 1", "Old County merged into it on 2026-08-01", "210 short", "surely fallen since"]),
    ],
)  # fmt: skip
def test_the_page_says_where_the_county_stands_and_what_is_missing(home, monkeypatch, lang, expected):
    app = opened(home, monkeypatch, region=OWN, indicator="M04-1", lang=lang)
    text = said(app)
    assert [part for part in expected if part not in text] == []
    assert not re.search(r"\bnan\b|\bNone\b|\{", text)


def test_a_strip_puts_the_better_side_right_and_its_own_mark_where_the_value_lies(home, monkeypatch):
    html = opening.said(opened(home, monkeypatch, region=OWN, lang="zh"))
    cells = dict(re.findall(r"indicator=(M04-\d)>[^<]*</a><td class=s style=([^>]*)>", html))
    places = {k: dict(part.split(":") for part in cell.split(";")) for k, cell in cells.items()}
    assert places["M04-1"]["--o"] == "3" and int(places["M04-1"]["--m"]) > 85  # far behind everybody
    assert int(places["M04-2"]["--e"]) < int(places["M04-2"]["--o"]) < int(places["M04-2"]["--f"])  # in the middle half


def test_few_peers_are_shown_and_not_tested(home, monkeypatch):
    text = said(opened(home, monkeypatch, region=OWN, peers="map", lang="zh"))
    assert (
        "2个相邻地区，不足以作检验" in text and "不足9个，只看分布，不作检验" in text and "未作检验，不列强项" in text
    )
    alone = said(opened(home, monkeypatch, region=FEW, lang="zh"))
    assert "没有可比地区" in alone and "只与目标和自身以往比较" in alone
    kind = said(opened(home, monkeypatch, region=OWN, peers="kind", lang="zh"))
    assert "全部13个同类县" in kind


def test_a_region_without_a_figure_and_one_that_is_new_say_so(home, monkeypatch):
    assert "32县：2026年三季度没有任何数字" in said(opened(home, monkeypatch, region=EMPTY, lang="zh"))
    new = said(opened(home, monkeypatch, region=FRESH, lang="zh"))
    assert "自2026-04-01起由原地区析出" in new and "由旧县析出" in new and "本地的数字自设立后起算" in new


def test_a_jurisdiction_of_one_region_shows_that_region_and_a_plan_that_is_over_compares_nobody(home, monkeypatch):
    text = said(opened(home, monkeypatch, plan="jiangmen-2014", quarter="2020Q4", lang="zh"))
    assert "江门市：" in text and "规划期已满，不再作同类比较" in text


def test_what_is_shown_can_be_narrowed_and_a_bad_choice_is_said(home, monkeypatch):
    behind = said(opened(home, monkeypatch, region=OWN, part="behind", lang="zh"))
    assert "靠后或滞后1项" in behind and "不画分布" not in behind
    none = said(opened(home, monkeypatch, region=OWN, part="ahead", lang="zh"))
    assert "所选范围内没有指标" in none
    assert "所选“住房城乡建设”不作筛选" in said(
        opened(home, monkeypatch, region=OWN, department="housing_construction", lang="zh")
    )
    assert "planets" in said(opened(home, monkeypatch, region=OWN, part="planets", peers="planets", lang="zh"))


def test_folds_open_into_twins_and_downloads(home, monkeypatch):
    app = opened(home, monkeypatch, region=OWN, indicator="M04-1", lang="zh")
    assert not app.dataframe
    for fold in ("profile_fold", "places_fold", "county_box_fold", "downloads"):
        app.session_state[fold] = True
    app.run()
    assert not app.exception
    assert "xinheng explain M04-1 --plan jiangxi-2020 --region 360821" in said(app) and "Kiefe 1998" in said(app)
    profile, places = (d.value for d in app.dataframe)
    own = profile[profile["指标"].str.startswith("M04-1")].iloc[0]
    assert (own["可比地区数"], own["全部同级中的可能名次"], own["档次"]) == (10, "名次13（共13）", "后三分之一")
    assert own["与可比地区相比"] == "差于可比地区，超出偶然" and own["q（校正后）"] < 0.05
    assert list(places["全部同级中的可能名次"])[:2] == [
        "名次13（共13）",
        "可能名次8–13（共13）",
    ]
    assert len(app.get("download_button")) == 2 * 5  # profile, places, gap, offices, patterns


def test_a_snapshot_without_figures_says_so(tmp_path, monkeypatch):
    tiny.publish_planned(tmp_path)
    assert "请选择一个市或县" in said(opening.opened(tmp_path, monkeypatch, "county", lang="zh"))
    tiny.publish_empty(tmp_path)
    opening.opened(tmp_path, monkeypatch, "county", lang="zh")


def test_what_has_no_room_is_listed_and_can_be_drawn_by_itself(home, monkeypatch):
    monkeypatch.setattr("dashboard.components.county_profile.MOST", 1)
    first = unescape(opening.said(opened(home, monkeypatch, region=OWN, lang="zh")))
    rest = unescape(opening.said(opened(home, monkeypatch, region=OWN, part="rest", lang="zh")))
    drawn = [set(re.findall(r"<th><a href=indicator\?indicator=(M04-\d)>", page)) for page in (first, rest)]
    assert drawn == [{"M04-1"}, {"M04-2"}] and "其余各项（1项）只列数值" in first


@pytest.mark.parametrize(
    ("side", "signals", "told"),
    [
        ("behind", "T4 P3 V2", "behind"),
        ("behind", "T4 P2 V2", "alike"),
        ("behind", "T4 P1 V2", "alike"),
        ("ahead", "P0", "ahead"),
        ("ahead", "T4 P2", "alike"),
        ("behind", "T4 V2", "behind"),  # no test against all of the kind: the peers' own stands
        ("alike", "P4", "alike"),
        (None, None, None),
    ],
)
def test_ten_peers_alone_call_nobody_behind_whom_all_of_the_kind_find_ordinary(side, signals, told):
    assert county._with_both_keys({"side": side, "signals": signals})["side"] == told
