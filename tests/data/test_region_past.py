"""What stands behind a region: codes and names before, until when, and by which document."""

from datetime import date

import polars as pl

from data.lookups import read_regions
from data.region_past import region_past

PAST = region_past(read_regions())


def of(code):
    return (
        PAST.filter(pl.col("region_code") == code)
        .select("past_code", "past_name_zh", "until_on", "change", "document")
        .rows()
    )


def test_a_county_that_became_a_district_under_a_new_code():
    assert of("360603") == [("360622", "余江县", date(2018, 4, 30), "recoded", "国函〔2018〕23号")]


def test_two_that_became_one_one_after_the_other():
    assert of("360112") == [
        ("360122", "新建县", date(2015, 8, 4), "recoded", "国务院批复(2015-08-05 公布)"),
        ("360105", "湾里区", date(2019, 12, 24), "merged", "国函〔2019〕105号"),
    ]


def test_a_new_name_only_and_a_new_district_out_of_parts_of_others():
    assert of("360402") == [("360402", "庐山区", date(2016, 5, 11), "renamed", "国函〔2016〕58号")]
    assert of("360113") == [(None, None, date(2019, 12, 24), "split", "国函〔2019〕105号")]


def test_every_withdrawn_code_is_behind_one_present_region():
    regions = read_regions()
    withdrawn, present = regions.filter(pl.col("valid_to").is_not_null()), regions.filter(pl.col("valid_to").is_null())
    told = PAST.filter(pl.col("past_code") != pl.col("region_code"))
    assert sorted(told["past_code"]) == sorted(withdrawn["region_code"])
    assert set(PAST["region_code"]) <= set(present["region_code"])
    assert PAST.filter(pl.col("document").is_null())["past_code"].to_list() == []
