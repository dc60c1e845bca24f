"""The five jurisdictions as they are today, and the codes they had before."""

import re

import polars as pl
import pytest

from data.errors import PackUnusable
from data.lookups import read_regions, region_ancestors

ROOTS = {"360000", "330000", "440700", "230400", "321323"}
REGIONS = read_regions()
PRESENT = REGIONS.filter(pl.col("valid_to").is_null())
WITHDRAWN = REGIONS.filter(pl.col("valid_to").is_not_null())


@pytest.mark.parametrize(
    ("code", "cities", "counties"),
    [("360000", 11, 100), ("330000", 11, 90), ("440700", 0, 7), ("230400", 0, 8), ("321323", 0, 0)],
)
def test_a_jurisdiction_has_as_many_cities_and_counties_as_today(code, cities, counties):
    below = (
        region_ancestors(REGIONS)
        .filter((pl.col("ancestor_code") == code) & (pl.col("region_code") != code))
        .join(PRESENT, on="region_code")
    )
    assert below.filter(pl.col("level") == "city").height == cities
    assert below.filter(pl.col("level") == "county").height == counties


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("360000", {"district": 27, "county_city": 12, "county": 61}),
        ("440700", {"district": 3, "county_city": 4}),
        ("230400", {"district": 6, "county": 2}),
        ("330000", {"district": 37, "county_city": 20, "county": 33}),
    ],
)
def test_counties_are_of_the_kinds_the_ministry_counts(code, kinds):
    within = region_ancestors(REGIONS).filter(pl.col("ancestor_code") == code).join(PRESENT, on="region_code")
    counted = within.filter(pl.col("level") == "county").group_by("kind").len()
    assert dict(counted.iter_rows()) == kinds


def test_only_the_five_roots_have_no_parent():
    assert set(PRESENT.filter(pl.col("parent_code").is_null())["region_code"]) == ROOTS


def test_codes_have_six_digits_and_share_the_parents_prefix():
    assert REGIONS["region_code"].str.contains(r"^\d{6}$").all()
    below = REGIONS.filter(pl.col("parent_code").is_not_null())
    prefix = pl.col("parent_code").str.replace("(00)+$", "")
    assert below.filter(~pl.col("region_code").str.starts_with(prefix)).is_empty()


def test_no_code_stands_twice_and_every_region_has_both_names():
    assert REGIONS["region_code"].is_unique().all()
    assert REGIONS["name_zh"].str.contains(r"^[\u4e00-\u9fff]+[省市县区]$").all()
    assert REGIONS["name_en"].str.contains(r"^[A-Z][A-Za-z' ]+ (Province|City|District|County)$").all()


def test_every_withdrawn_code_has_a_present_successor_that_began_by_then():
    joined = WITHDRAWN.join(PRESENT, left_on="successor_code", right_on="region_code", suffix="_new")
    assert joined.height == WITHDRAWN.height
    late = (pl.col("valid_from_new") > pl.col("valid_to").dt.offset_by("1d")) & (
        pl.col("valid_to") >= pl.date(2014, 1, 1)
    )
    assert joined.filter(late).is_empty()
    assert joined.filter(pl.col("valid_from") > pl.col("valid_to")).is_empty()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("360622", "360603"),  # 余江县 -> 余江区
        ("360427", "360483"),  # 星子县 -> 庐山市
        ("360105", "360112"),  # 湾里区 into 新建区
        ("360727", "360783"),  # 龙南县 -> 龙南市
        ("330103", "330105"),  # 下城区 into 拱墅区
        ("330104", "330102"),  # 江干区 into 上城区
        ("330185", "330112"),  # 临安市 -> 临安区
        ("330204", "330212"),  # 江东区 into 鄞州区
    ],
)
def test_a_former_county_leads_to_the_present_one(old, new):
    assert WITHDRAWN.filter(pl.col("region_code") == old)["successor_code"].item() == new


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("360704", "Ganxian District"),
        ("360800", "Ji'an City"),
        ("360730", "Ningdu County"),
        ("360428", "Duchang County"),
        ("330382", "Yueqing City"),
        ("331127", "Jingning She Autonomous County"),
        ("361124", "Yanshan County"),
        ("330112", "Lin'an District"),
        ("230405", "Xing'an District"),
    ],
)
def test_places_are_spelt_as_on_their_own_road_signs(code, name):
    assert PRESENT.filter(pl.col("region_code") == code)["name_en"].item() == name


def test_an_ancestor_list_holds_itself_and_all_above_it():
    of = region_ancestors(REGIONS).filter(pl.col("region_code") == "360603").sort("ancestor_code")
    assert of.rows() == [
        ("360603", "360000", "province"),
        ("360603", "360600", "city"),
        ("360603", "360603", "county"),
    ]


def test_ancestors_agree_with_walking_up_one_parent_at_a_time():
    parent = dict(PRESENT.select("region_code", "parent_code").iter_rows())

    def up(code):
        return {code} | (up(parent[code]) if parent[code] else set())

    got = region_ancestors(REGIONS).group_by("region_code").agg("ancestor_code")
    assert {code: set(above) for code, above in got.iter_rows()} == {code: up(code) for code in parent}


HEADING = "region_code,name_zh,name_en,level,kind,parent_code,valid_from,valid_to,successor_code\n"


def test_an_adopter_brings_a_jurisdiction_outside_the_standard(tmp_path):
    table = tmp_path / "regions.csv"
    table.write_text("region_code,name_zh,name_en,level,kind\nBOS,波士顿,Boston,city,prefecture_city\n", "utf-8")
    regions = read_regions(table)
    assert regions.filter(pl.col("region_code") == "BOS")["name_en"].item() == "Boston"
    assert regions.height == REGIONS.height + 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("X1,某县,Some County,county,county,NOWHERE,,,", "parent"),
        ("X1,某县,Some County,county,county,,2014-01-01,2015-01-01,X9", "successor"),
        ("X1,某县,Some County,county,county,,2014-01-01,2015-01-01,", "without a successor"),
        ("X1,某县,,county,county,,,,", "name"),
        ("X1,某县,Some County,village,county,,,,", "level"),
        ("X1,某县,Some County,county,county,,soon,,", "no date"),
        ("X1,某县,Some County,county,county,,,,\nX1,某县,Some County,county,county,,,,", "twice"),
    ],
)
def test_a_wrong_region_table_says_what_to_mend(tmp_path, row, said):
    table = tmp_path / "ours.csv"
    table.write_text(HEADING + row + "\n", "utf-8")
    with pytest.raises(PackUnusable, match=r"ours\.csv") as error:
        read_regions(table)
    assert said in error.value.text("en") and re.search(r"[\u4e00-\u9fff]", error.value.text("zh"))
