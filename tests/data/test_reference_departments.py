"""Departments: every name the plans use resolves to one type."""

import re
from pathlib import Path

import polars as pl
import pytest

from data.errors import PackUnusable
from data.lookups import RANKS, department_aliases, department_code, department_names, read_departments

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
DEPARTMENTS = read_departments()
KINDS = {"government", "party", "court", "central_agency", "company", "office", "group"}
# Owners that name no department; the packs mark them (each department, open list).
EVERYBODY = {"各部门", "各有关单位", "各相关部门", "相关部门", "各职能部门", "相关部门配合"}
needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the policy documents are not at hand")


def seed(number):
    return next(SEEDS.glob(f"{number}_*.txt")).read_text("utf-8")


def test_codes_are_unique_and_every_department_has_both_names_and_a_known_kind():
    assert DEPARTMENTS["department_code"].is_unique().all()
    assert DEPARTMENTS["department_code"].str.contains("^[a-z][a-z_]+$").all()
    assert DEPARTMENTS["name_zh"].is_unique().all() and DEPARTMENTS["name_en"].is_unique().all()
    assert DEPARTMENTS.null_count().sum_horizontal().item() == 0
    assert set(DEPARTMENTS["kind"]) <= KINDS


def test_no_name_stands_for_two_departments_with_or_without_a_rank():
    names = department_names(DEPARTMENTS)
    assert names["name"].is_unique().all()
    ranked = {rank + name: code for rank in RANKS for name, code in names.select("name", "department_code").iter_rows()}
    plain = dict(names.select("name", "department_code").iter_rows())
    assert {n: (c, plain[n]) for n, c in ranked.items() if plain.get(n, c) != c} == {}


@needs_seeds
def test_every_department_in_the_brackets_of_jiangxi_resolves():
    named = set()
    for group in re.findall(r"\(([^()]*负责)\)", seed("000")):
        group = re.sub(r"(等单位)?和?各市、县〔区〕人民政府", "", group)
        named |= set(re.sub(r"(牵头|按职责分别)负责$", "", group).removesuffix("等单位").split("、"))
    assert len(named) > 40
    assert {n for n in named - EVERYBODY if not department_code(n)} == set()
    assert department_code("各市、县〔区〕人民政府") == "local_government"


@needs_seeds
def test_every_responsible_unit_of_hegang_resolves():
    named = set()
    for line in re.findall("责任(?:单位|分工):(.*)", seed("002")):
        named |= set(re.split("[、,]", re.sub("牵头|按职责分别|负责", "", line)))
    assert len(named) > 15
    assert {n for n in named - EVERYBODY if not department_code(n)} == set()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("省发展改革委", "development_reform"),
        ("县发改委", "development_reform"),
        ("江门市发展和改革局", "development_reform"),
        ("市营商局", "business_environment"),
        ("市营商环境局", "business_environment"),
        ("人行南昌中心支行", "peoples_bank"),
        ("人民银行", "peoples_bank"),
        ("县人民银行", "peoples_bank"),
        ("中国人民银行江门市中心支行", "peoples_bank"),
        ("中级法院", "court"),
        ("泗阳县人民法院", "court"),
        ("省法院", "court"),
        ("市教育局", "education"),
        ("市文体广电和旅游局", "culture_sports_radio_tourism"),
        ("市场监管局", "market_regulation"),
        ("市市场监管局", "market_regulation"),
        ("工商局", "market_regulation"),
        ("鹤岗市市场监督管理局", "market_regulation"),
        ("江西省财政厅", "finance"),
        ("finance", "finance"),
        ("中铁南昌局集团公司", "railway_group"),
        ("江门市机构编制委员会办公室", "organisation_establishment"),
        ("县文明办", "civilization_office"),
        ("县信用办", "credit_office"),
        ("团省委", "youth_league"),
        ("市 财 政 局", "finance"),
        ("外星事务局", None),
        ("北京市", None),
        ("", None),
    ],
)
def test_a_name_as_written_leads_to_its_department(name, code):
    assert department_code(name) == code


def test_aliases_know_every_level_of_each_name():
    aliases = department_aliases()
    assert {aliases[rank + "财政局"] for rank in ("省", "市", "县", "区")} == {"finance"}
    assert set(aliases.values()) == set(DEPARTMENTS["department_code"])


def test_an_adopter_brings_departments_of_its_own(tmp_path):
    table = tmp_path / "departments.csv"
    table.write_text("department_code,name_zh,name_en\npwdx,公共工程局,Public Works\n", "utf-8")
    assert department_aliases(table)["Public Works"] == "pwdx"
    assert read_departments(table).filter(pl.col("department_code") == "pwdx")["kind"].item() == "government"


def test_an_adopters_name_for_a_department_wins_over_ours(tmp_path):
    table = tmp_path / "departments.csv"
    table.write_text("department_code,name_zh,name_en,kind,aliases\nmine,某局,Mine,office,财政局\n", "utf-8")
    assert department_aliases(table)["财政局"] == "mine" and department_aliases()["财政局"] == "finance"


def test_a_name_an_adopter_gives_to_two_departments_is_refused(tmp_path):
    table = tmp_path / "departments.csv"
    table.write_text("department_code,name_zh,name_en,kind,aliases\na,某局,A,office,\nb,他局,B,office,某局\n", "utf-8")
    with pytest.raises(PackUnusable, match="two departments"):
        read_departments(table)
