"""The Jiangmen pack (江府〔2015〕4号) against its document: box 1 written out, then what the running text adds."""

from collections import Counter
from datetime import date

import pytest

from data.plan import PLANS, check_pack, read_pack
from data.plan_quotes import SEEDS, fold

BOX_1 = """
    M10-6  | 部门信用信息系统建设率             | 50%  | 100%
    M10-7  | 公共信用信息系统联建共享应用单位数 | ≥28  | ≥50
    M34-2  | 信用机构信用服务覆盖率             | 40%  | 100%
    M11-13 | 信用服务企业诚信档案覆盖率         | 100% | 100%
    M11-12 | 信用服务从业人员诚信档案覆盖率     | 100% | 100%
    M34-1  | 信用服务机构数                     | 6    | 10
    M11-2  | 公务员诚信档案覆盖率               | 90%  | 100%
    M04-1  | 公务员信用培训覆盖率               | 100% | 100%
    M11-8  | 公益类事业单位信用档案覆盖率       | 100% | 100%
    M11-3  | 规模以上企业信用档案覆盖率         | 100% | 100%
    M11-4  | 食品药品企业诚信档案覆盖率         | 80%  | 100%
    M11-5  | 金融企业诚信档案覆盖率             | 80%  | 100%
    M45-1  | 金融账户实名制比率                 | 90%  | 100%
    M11-6  | 建筑业企业诚信档案覆盖率           | 90%  | 100%
    M11-7  | 社会组织信用档案覆盖率             | 80%  | 100%
    M44-1  | 企业劳动合同签约率                 | 92%  | 100%"""

RUNNING_TEXT = """
    M13-8  | 2015-12-31 | reach         | 100%
    M28-4  | 2015-12-31 | reach         | ≥80%
    M28-4  | 2020-12-31 | reach         | 100%
    M28-5  | 2015-12-31 | implied_total | -
    M44-2  | 2015-12-31 | reach         | 80%
    M44-2  | 2020-12-31 | implied_total | -
    M11-9  | 2015-12-31 | reach         | 100%
    M11-10 | 2015-12-31 | reach         | 100%
    M11-11 | 2015-12-31 | reach         | 100%
    M43-1  | -          | direction     | -
    M43-2  | -          | direction     | -
    M40-3  | 2015-12-31 | implied_total | -
    M10-8  | 2015-12-31 | implied_total | -
    M46-1  | 2015-12-31 | reach         | 64
    M46-1  | 2020-12-31 | reach         | 114
    M11-14 | 2015-12-31 | implied_total | -"""

ENDS = (date(2015, 12, 31), date(2020, 12, 31))


@pytest.fixture(scope="module")
def pack():
    return read_pack(PLANS / "jiangmen-2014")


def picture(text):
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def as_written(target, unit):
    """The value the way the document writes it."""
    if "value" not in target:
        return "-"
    sign = {"=": "", ">=": "≥", "<=": "≤"}[target["comparator"]]
    return sign + (f"{target['value']:.0%}" if unit == "percent" else f"{target['value']:d}")


def test_box_1_stands_row_by_row_as_printed(pack):
    got = [[i["code"], i["name"], *(as_written(t, i["unit"]) for t in i["target"])] for i in pack.indicators[:16]]
    assert got == picture(BOX_1)


def test_box_1_is_due_at_the_end_of_2015_and_of_2020(pack):
    for row in pack.indicators[:16]:
        assert tuple(t["date"] for t in row["target"]) == ENDS
        assert {t["clause"] for t in row["target"]} == {"专栏1"}


def test_every_target_outside_the_box_is_there_and_no_other(pack):
    got = [
        [row["code"], str(t.get("date", "-")), t["kind"], as_written(t, row["unit"])]
        for row in pack.indicators[16:]
        for t in row["target"]
    ]
    assert got == picture(RUNNING_TEXT)


def test_a_rate_already_full_in_2015_is_held_in_2020_and_not_reached_again(pack):
    held = {i["code"] for i in pack.indicators for t in i["target"] if t["kind"] == "hold"}
    assert held == {"M11-13", "M11-12", "M04-1", "M11-8", "M11-3"}


def test_only_the_sharing_bodies_are_a_least_count(pack):
    at_least = {i["code"] for i in pack.indicators for t in i["target"] if t["kind"] == "at_least"}
    assert at_least == {"M10-7"}


def test_a_target_the_text_repeats_is_one_target_with_more_clauses(pack):
    repeated = {
        (i["code"], t["date"].year, len(t["more_clauses"]))
        for i in pack.indicators
        for t in i["target"]
        if "more_clauses" in t
    }
    assert repeated == {
        ("M11-12", 2015, 1), ("M11-2", 2015, 1), ("M11-2", 2020, 1), ("M04-1", 2015, 1), ("M11-8", 2015, 1),
        ("M11-3", 2015, 2), ("M45-1", 2015, 1), ("M45-1", 2020, 1), ("M11-7", 2015, 1), ("M11-7", 2020, 1),
        ("M44-1", 2015, 1), ("M44-1", 2020, 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "other_name"),
    [
        ("M44-1", "企业劳动合同签订率"),
        ("M45-1", "金融账户实名制比例"),
        ("M11-12", "信用服务机构从业人员信用档案覆盖率"),
    ],
)
def test_one_indicator_may_have_two_names(pack, code, other_name):
    assert other_name in next(i for i in pack.indicators if i["code"] == code)["aliases"]


def test_every_cell_of_boxes_2_to_5_is_one_stage(pack):
    stages = [m for m in pack.milestones if m["clause"] in {"专栏2", "专栏3", "专栏4", "专栏5"}]
    assert {m["kind"] for m in stages} == {"stage"}
    count = {box: [m["clause"] for m in stages].count(box) for box in ("专栏2", "专栏3", "专栏4", "专栏5")}
    assert count == {"专栏2": 5 * 2, "专栏3": 5 * 2, "专栏4": 4 * 2, "专栏5": 5}


def test_box_5_ends_by_its_own_years(pack):
    due = {m["id"]: (m["wording"], m["due_on"].year) for m in pack.milestones if m["clause"] == "专栏5"}
    assert due == {
        "box5-infrastructure-2015": ("2014-2015年", 2015),
        "box5-catalogue-2015": ("2014-2015年", 2015),
        "box5-data-processing-2015": ("2014-2015年", 2015),
        "box5-services-2020": ("2014-2020年", 2020),
        "box5-security-2020": ("2014-2020年", 2020),
    }


def test_every_milestone_is_due_at_one_of_the_two_ends(pack):
    assert {m["due_on"] for m in pack.milestones} == set(ENDS)


def test_no_owner_and_no_lead_is_made_up(pack):
    assert not any(t.get("departments") or t.get("lead") for t in pack.tasks)
    assert {t["clause"] for t in pack.tasks if t.get("local_governments")} == {"第七章第五节", "第八章第一节"}


def test_every_paragraph_of_chapters_3_to_8_that_says_what_is_to_be_done_is_a_task(pack):
    count = Counter(t["clause"].split(" ")[0] for t in pack.tasks)
    assert count == {
        "第三章第一节": 8, "第三章第二节": 12, "第三章第三节": 9, "第三章第四节": 6,
        "第四章第一节": 1, "第四章第二节": 1, "第四章第三节": 1, "第五章第一节": 1, "第五章第二节": 3, "第五章第三节": 1,
        "第六章第一节": 5, "第六章第二节": 3, "第六章第三节": 3, "第六章第四节": 3,
        "第七章第一节": 1, "第七章第二节": 1, "第七章第三节": 1, "第七章第四节": 1, "第七章第五节": 1, "第七章第六节": 1,
        "第八章第一节": 1, "第八章第二节": 1, "第八章第三节": 1,
    }  # fmt: skip


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the policy documents are not at hand")
def test_no_paragraph_under_a_dash_is_left_out(pack):
    lines = (SEEDS / pack.plan["source"]).read_text(encoding="utf-8").splitlines()
    dashes = [line.strip() for line in lines if line.strip().startswith("——")]
    told = fold("".join(t["text_zh"] for t in pack.tasks))
    missing = [line[2:10] for line in dashes if fold(line) not in told]
    # chapter 1 says what was done, chapter 2 why and by which principles
    assert len(missing) == 14 and missing[0] == "工作协调机制基本" and missing[-1] == "先行先试,注重实"


def test_by_2020_means_the_end_of_2020_in_both_readings(pack):
    deadlines = {t["task"]: t["deadline"] for t in pack.tasks if t["deadline"]["kind"] != "not_stated"}
    assert {k: (d["strict"], d["lenient"]) for k, d in deadlines.items()} == {
        task: (ENDS[end], ENDS[end])
        for task, end in {
            "07": 1, "08": 0, "18": 1, "19": 0, "20": 1, "25": 1, "39": 0, "41": 1, "59": 1, "63": 0,
        }.items()
    }  # fmt: skip


def test_the_word_lists_count_what_the_text_counts(pack):
    quotes = {row["id"]: row["quote"] for row in pack.lists}
    assert quotes["groups_key"].count("、") == 19 - 1
    assert quotes["fields_demonstration"].count("、") == 16 - 1
    assert quotes["classes_intermediaries"].count("、") == 12 - 1


def test_the_text_sets_no_limit_and_names_no_grades(pack):
    assert pack.limits == [] and pack.grades == []


def test_the_head_of_the_document(pack):
    head = {k: pack.plan[k] for k in ("document_number", "issuer_zh", "issued_on", "region_code")}
    assert list(head.values()) == ["江府〔2015〕4号", "江门市人民政府", date(2015, 1, 27), "440700"]
    assert pack.plan["period"] == {"from": date(2014, 1, 1), "to": date(2020, 12, 31)}


def test_names_are_known_and_quotes_stand_in_the_document(pack):
    assert [p.text("en") for p in check_pack(pack.folder)] == []
