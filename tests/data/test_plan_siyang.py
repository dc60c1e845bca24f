"""The Siyang pack (in force 2016-03-01) against its text: 25 articles, 3 + 5 + 2 working days, three grades of misconduct."""

from datetime import date

import pytest

from data.plan import PLANS, check_pack, read_pack
from data.plan_quotes import SEEDS, fold
from data.rules import read_rules

# limit | days | from | to | acts | article
LIMITS = """
    commitment-publication | 3 | signed_on   | published_on | commitment      | 第十二条
    department-publication | 5 | decided_on  | published_on | licence penalty | 第十六条
    department-report      | 5 | decided_on  | reported_on  | licence penalty | 第十六条
    office-collation       | 2 | reported_on | collated_on  | licence penalty | 第十六条"""

# the limit of the pack and the dated rule that computes it
RULES = {
    "commitment-publication": "commitment-siyang-2016",
    "department-publication": "publication-siyang-2016",
    "department-report": "report-siyang-2016",
    "office-collation": "collate-siyang-2016",
}

# grade | what article 18 lets it entail
SANCTIONS = """
    general | 督促停止并整改 信用提醒 警示约谈
    serious | 列为日常监督检查重点 减少优惠政策 减少资金扶持 限定范围的公示 书面告知 法律、法规、规章规定的其他惩戒
    severe  | 行政监管性惩戒 司法性惩戒 市场性惩戒 行业性惩戒 社会性惩戒 限制 禁入"""

# article | named | together with (会同) | each: 各行政主体, open: 等单位, local: 各乡镇(街道)
OWNERS = """
    03 | -                     | - | each
    05 | -                     | - | each
    07 | 县社会信用体系建设领导小组办公室(县信用办) | - | -
    09 | -                     | - | each
    10 | 县信用办              | - | each
    11 | 县公共信用信息中心    | - | -
    12 | -                     | - | each
    13 | 县公共信用信息中心    | - | each
    14 | -                     | - | each local
    15 | 县信用办              | 县文明办 县法院 县人民银行 | each open
    16 | 县信用办              | - | each
    18 | -                     | - | each
    21 | -                     | - | each
    22 | -                     | - | each
    23 | 县信用办              | - | -
    24 | 县信用办              | - | -"""

# indicator | what the text promises | article; it gives no rate, hence no value
PROMISES = """
    M47-3   | up            | 第六条
    M15-1   | implied_total | 第七条
    M08-3   | implied_total | 第九条
    M10-1   | implied_total | 第九条
    M10-3   | implied_total | 第九条
    M11-1   | implied_total | 第十条
    M01-2   | implied_total | 第三条
    M01-3   | implied_total | 第十二条
    M06-1   | implied_total | 第十三条
    M06-3   | implied_total | 第十三条
    M05-1   | up            | 第十四条
    M05-2   | up            | 第二十二条
    M20-7   | implied_total | 第十五条
    M31-1   | implied_total | 第十五条
    M36-1   | stage         | 第十五条
    M14-1   | implied_total | 第十五条
    M13-1-L | implied_total | 第十六条
    M13-1-P | implied_total | 第十六条
    M13-2   | implied_total | 第十六条
    M13-3   | implied_total | 第十六条
    M13-4   | implied_total | 第十六条
    M20-6   | implied_total | 第十七条
    M41-3   | implied_total | 第十八条
    M24-1   | implied_total | 第十八条
    M02-3   | implied_total | 第十八条
    M29-2   | up            | 第十九条
    M34-4   | implied_total | 第二十三条"""

WAY = {">=": "up", "<=": "down"}


@pytest.fixture(scope="module")
def pack():
    return read_pack(PLANS / "siyang-2016")


def picture(text):
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def names(task, *roles):
    return " ".join(d["name"] for d in task.get("departments", []) if d["role"] in roles) or "-"


def rest(task):
    flags = {"each_department": "each", "open_list": "open", "local_governments": "local"}
    return " ".join(word for flag, word in flags.items() if task.get(flag)) or "-"


def test_three_five_and_two_working_days_each_with_its_leg(pack):
    got = [
        [x["id"], str(x["days"]), x["from_event"], x["to_event"], " ".join(x["acts"]), x["clause"]] for x in pack.limits
    ]
    assert got == picture(LIMITS)
    assert {(x["day_kind"], x["force"]) for x in pack.limits} == {("working", "binding")}


def test_the_limits_agree_with_the_dated_rules(pack):
    rules = {row["rule"]: row for row in read_rules().iter_rows(named=True)}
    for limit in pack.limits:
        rule = rules[RULES[limit["id"]]]
        assert (rule["days"], rule["clause"], rule["acts"]) == (limit["days"], limit["clause"], ",".join(limit["acts"]))
        assert rule["valid_from"] == pack.plan["period"]["from"]


def test_three_grades_of_misconduct_that_are_no_tiers(pack):
    assert [(g["grade"], g["name_zh"], g.get("tier")) for g in pack.grades] == [
        ("general", "一般失信行为", None),
        ("serious", "较重失信行为", None),
        ("severe", "严重失信行为", None),
    ]


def test_each_grade_has_its_own_sanctions(pack):
    for grade, wanted in picture(SANCTIONS):
        got = [m["name_zh"].split(":")[1] for m in pack.measures if m["id"].startswith(f"{grade}_")]
        assert " ".join(got) == wanted


def test_articles_that_name_or_bind_somebody(pack):
    got = [[t["task"], names(t, "responsible"), names(t, "joint"), rest(t)] for t in pack.tasks]
    assert [row for row in got if row[1:] != ["-", "-", "-"]] == picture(OWNERS)
    assert not any(t.get("lead") for t in pack.tasks)  # no article says 牵头


def test_twenty_five_articles_under_their_own_numbers(pack):
    assert [t["task"] for t in pack.tasks] == [f"{n:02}" for n in range(1, 26)]
    assert (pack.tasks[9]["clause"], pack.tasks[24]["clause"]) == ("第十条", "第二十五条")
    assert {t["deadline"]["kind"] for t in pack.tasks} == {"not_stated"}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the policy documents are not at hand")
def test_no_word_between_the_first_article_and_the_last_is_lost(pack):
    document = fold((SEEDS / pack.plan["source"]).read_text(encoding="utf-8"))
    left = document[document.index("第一条为进一步") :].rstrip("|")
    for task in pack.tasks:
        assert left.count(fold(task["text_zh"])) == 1, task["task"]
        left = left.replace(fold(task["text_zh"]), "")
    assert left == "第二章信用监管基础平台建设第三章信用监管措施第四章信用监管保障措施第五章附则"


def test_no_rate_is_made_up(pack):
    targets = [(i["code"], t) for i in pack.indicators for t in i["target"]]
    assert not any("value" in t or "date" in t for _, t in targets)
    assert [[code, WAY.get(t.get("comparator"), t["kind"]), t["clause"]] for code, t in targets] == picture(PROMISES)


def test_red_and_black_boards_and_who_stands_on_them(pack):
    assert [row["id"] for row in pack.lists][:5] == [
        "red",
        "black",
        "financial_severe",
        "judgment_defaulters",
        "severe",
    ]


def test_six_activities_ask_for_a_check_and_eight_matters_for_a_report(pack):
    quotes = {row["id"]: row["quote"] for row in pack.lists}
    assert quotes["matters_credit_check"].count("、") == 4 and "以及其他公共资源分配" in quotes["matters_credit_check"]
    assert quotes["matters_credit_reports"].split("等行政管理事项")[0].count("、") == 7


def test_only_the_entry_into_force_has_a_date(pack):
    assert {m["id"]: m["due_on"] for m in pack.milestones if "due_on" in m} == {"in-force": date(2016, 3, 1)}
    databases = [m["title_zh"] for m in pack.milestones if m["clause"] == "第七条" and "一网两库" in m["quote"]]
    assert len(databases) == 4


def test_the_head_of_the_document(pack):
    assert (pack.plan["issued_on"], pack.plan["region_code"]) == (date(2016, 2, 18), "321323")
    assert pack.plan["period"] == {"from": date(2016, 3, 1)}  # no end is set
    assert "document_number" not in pack.plan


def test_names_are_known_and_quotes_stand_in_the_document(pack):
    assert [p.text("en") for p in check_pack(pack.folder)] == []
