"""The Hegang pack (鹤信用发〔2020〕1号) against its document: fourteen tasks, who leads, and when."""

from datetime import date

import pytest

from data.plan import PLANS, check_pack, read_pack

# task | deadline | strict reading | lenient reading
DEADLINES = """
    01 | finish_by          | 2020-10-31 | 2020-11-30
    02 | finish_by          | 2020-06-30 | 2020-07-31
    03 | start_then_ongoing | 2020-11-30 | 2020-12-31
    04 | start_then_ongoing | 2020-11-30 | 2020-12-31
    05 | start_then_ongoing | 2020-11-30 | 2020-12-31
    06 | start_then_ongoing | 2020-11-30 | 2020-12-31
    07 | ongoing            | -          | -
    08 | start_then_ongoing | 2020-11-30 | 2020-12-31
    09 | start_then_ongoing | 2020-11-30 | 2020-12-31
    10 | ongoing            | -          | -
    11 | ongoing            | -          | -
    12 | ongoing            | -          | -
    13 | ongoing            | -          | -
    14 | start_then_ongoing | 2020-10-31 | 2020-11-30"""

# task | who leads (牵头) | the others named | each: 各部门按职责分别负责, open: 相关部门配合
OWNERS = """
    01 | - | - | each
    02 | - | 市市场监管局 市司法局 市教育局 市卫健委 市财政局 市住建局 人民银行 | -
    03 | 市营商环境局 | - | each
    04 | 市营商环境局 | - | each
    05 | 市营商局 中级法院 | - | each
    06 | 市市场监管局 | - | -
    07 | 银保监局 市民政局 市教育局 市商务局 市市场监管局 市农业农村局 市文体广电和旅游局 | - | each
    08 | 市营商局 | - | open
    09 | - | 市市场监管局 市生态环境局 市住建局 市应急局 市民政局 市城管局 中级法院 | -
    10 | - | - | each
    11 | - | 市营商局 人民银行 市财政局 市住建局 市交通局 市水务局 | -
    12 | 市营商局 | - | each
    13 | 市营商局 | - | each
    14 | - | 市营商局 市市场监管局 市住建局 人民银行 市税务局 中级法院 | -"""

# indicator | what the text promises; it gives no rate, hence no value
PROMISES = """
    M01-5   | implied_total
    M01-10  | up
    M41-3   | implied_total
    M03-2   | down
    M08-3   | implied_total
    M11-1   | implied_total
    M11-15  | implied_total
    M12-1   | up
    M13-1-L | implied_total
    M13-1-P | implied_total
    M13-6   | implied_total
    M13-7   | implied_total
    M14-1   | implied_total
    M19-2-A | down
    M19-2-B | stage
    M19-2-D | up
    M21-1   | implied_total
    M22-5   | implied_total
    M24-3   | up
    M06-1   | implied_total
    M05-2   | up
    M29-8   | down
    M40-1   | up
    M41-4   | implied_total"""


@pytest.fixture(scope="module")
def pack():
    return read_pack(PLANS / "hegang-2020")


def picture(text):
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def names(task, *roles):
    return " ".join(d["name"] for d in task.get("departments", []) if d["role"] in roles) or "-"


def rest(task):
    return "each" if task.get("each_department") else "open" if task.get("open_list") else "-"


def test_fourteen_deadlines_in_both_readings(pack):
    got = [
        [t["task"], t["deadline"]["kind"], str(t["deadline"]["strict"] or "-"), str(t["deadline"]["lenient"] or "-")]
        for t in pack.tasks
    ]
    assert got == picture(DEADLINES)


def test_fourteen_tasks_with_those_who_lead_and_those_who_answer(pack):
    assert [[t["task"], names(t, "lead"), names(t, "responsible"), rest(t)] for t in pack.tasks] == picture(OWNERS)


def test_the_first_of_a_plain_list_is_not_the_lead(pack):
    assert [t["task"] for t in pack.tasks if t.get("departments") and "lead" not in t] == [
        "02",
        "05",
        "07",
        "09",
        "11",
        "14",
    ]


def test_a_task_led_jointly_names_no_single_lead(pack):
    joint = {
        t["task"]: len([d for d in t["departments"] if d["role"] == "lead"])
        for t in pack.tasks
        if t["task"] in {"05", "07"}
    }
    assert joint == {"05": 2, "07": 7}


def test_two_names_of_the_business_environment_bureau_are_one_department(pack):
    codes = {d["name"]: d["department"] for t in pack.tasks for d in t.get("departments", [])}
    assert codes["市营商局"] == codes["市营商环境局"] == "business_environment"


def test_the_third_task_starts_by_a_date_and_ends_with_a_connection_that_has_none(pack):
    assert pack.tasks[2]["deadline"]["wording"] == "2020年12月前启动后持续推进,完成与省级平台互联互通"
    connection = next(m for m in pack.milestones if m["id"] == "provincial-platform")
    assert "due_on" not in connection


def test_a_sentence_cut_by_a_page_is_joined(pack):
    assert "引导企业将诚信教育作为入职员工的必修培训内容" in pack.tasks[1]["text_zh"]
    assert "对信用风险一般的市场主体,按常规比例和频次抽查" in pack.tasks[5]["text_zh"]


def test_nothing_after_the_signature_is_part_of_the_plan(pack):
    everything = [*pack.tasks, *pack.milestones, *pack.measures, *pack.lists, *pack.limits, *pack.grades]
    everything += [t for i in pack.indicators for t in i["target"]]
    assert not any("社会主义核心价值观" in e.get("text_zh", "") + e["quote"] for e in everything)
    assert not any("完善信用体系" in e["quote"] for e in everything)


def test_seven_working_days_for_licences_penalties_and_eight_other_acts(pack):
    limits = {limit["id"]: limit for limit in pack.limits}
    assert {(limit["days"], limit["day_kind"]) for limit in pack.limits} == {(7, "working")}
    assert limits["licences-and-penalties"]["acts"] == ["licence", "penalty"]
    assert limits["licences-and-penalties"]["force"] == "binding"
    assert len(limits["other-acts"]["acts"]) == 8
    assert limits["other-acts"]["force"] == "promote"  # 推动, on top of what already holds


def test_the_plan_gives_no_rate_only_totals_and_directions(pack):
    targets = [t for i in pack.indicators for t in i["target"]]
    assert not any("value" in t for t in targets)
    way = {">=": "up", "<=": "down"}
    got = [[i["code"], way.get(i["target"][0].get("comparator"), i["target"][0]["kind"])] for i in pack.indicators]
    assert got == picture(PROMISES)


def test_only_documents_have_a_date_of_delivery(pack):
    due = {m["id"]: (m["wording"], m["due_on"]) for m in pack.milestones if "due_on" in m}
    assert due == {
        "commitment-documents": ("2020年11月前", date(2020, 11, 30)),
        "commitment-catalogue": ("2020年11月前", date(2020, 11, 30)),
        "education-documents": ("2020年7月前", date(2020, 7, 31)),
    }


def test_three_tiers_four_lists_of_entities_and_the_words_the_items_count_out(pack):
    assert [(g["grade"], g["tier"]) for g in pack.grades] == [("lower", "A"), ("usual", "B"), ("higher", "D")]
    entities = ["judgment_defaulters", "false_litigants", "joint_sanction", "focus"]
    assert [row["id"] for row in pack.lists][:4] == entities
    count = {
        row["id"]: row["quote"].split("等")[0].count("、") + 1 for row in pack.lists if row["id"].startswith("fields")
    }
    assert count == {"fields_focus": 7, "fields_market_ban": 6, "fields_pilots": 5}


def test_section_three_is_among_the_stages_and_dates_nothing(pack):
    section = {m["id"]: m["clause"] for m in pack.milestones if m["clause"].startswith("三")}
    assert section == {"organisation": "三(一)", "publicity": "三(二)", "training": "三(二)", "reporting": "三(三)"}


def test_the_head_of_the_document(pack):
    assert pack.plan["document_number"] == "鹤信用发〔2020〕1号"
    assert pack.plan["issued_on"] == date(2020, 7, 9)
    assert pack.plan["region_code"] == "230400"
    assert "period" not in pack.plan  # the text states none


def test_names_are_known_and_quotes_stand_in_the_document(pack):
    assert [p.text("en") for p in check_pack(pack.folder)] == []
