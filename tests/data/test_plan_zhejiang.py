"""The Zhejiang pack (news rendering of 2020-04-28) against its text: 25 measures, three stages, one limit, nothing made up."""

from collections import Counter
from datetime import date

import pytest

from data.plan import PLANS, check_pack, read_pack
from data.plan_quotes import SEEDS, fold

# due | what the general requirements want by then
STAGES = """
    2020-12-31 | deliverable | 信用“531X”工程总体框架基本建成
    2020-12-31 | stage       | 覆盖五类主体的公共信用指标体系和评价体系更加完善
    2020-12-31 | stage       | 审批服务、行政监管、公共服务、公共资源交易和其他政务事务等行政领域的信用应用更加深入
    2020-12-31 | stage       | 政府管理有效性、精准性全面提升
    2020-12-31 | stage       | 行业信用监管取得重要突破
    2021-12-31 | deliverable | 行业信用评价重点领域基本覆盖
    2021-12-31 | stage       | 信用融入社会治理和风险预测模型
    2021-12-31 | deliverable | 以信用为基础的新型监管机制基本建立
    2022-12-31 | stage       | 社会和市场协同应用不断拓展
    2022-12-31 | stage       | 信用成为实现社会治理现代化的重要手段和方式
    2022-12-31 | stage       | 信用浙江建设走在全国前列"""

# chapter | measures
CHAPTERS = """
    二、拓展信用信息范围,构建公共信用指标体系           | 01 02 03
    三、迭代完善信用评价,构建公共信用评价体系           | 04 05 06
    四、深化应用协同,构建信用综合监管责任体系           | 07 08 09
    五、建立健全奖惩对象认定机制,构建信用联合奖惩体系   | 10 11 12
    六、加强重点场景应用,不断提升全社会信用水平         | 13 14 15
    七、优化全省一体化公共信用信息平台,夯实信用监管支撑保障 | 16 17 18 19
    八、加强制度建设,构建信用建设制度保障体系           | 20 21 22
    九、加强组织实施,打造信用浙江升级版                 | 23 24 25"""

# indicator | what the text promises | force | clause
PROMISES = """
    M08-1   | reach         | binding | 1
    M08-2   | down          | binding | 1
    M10-5   | stage         | binding | 1
    M11-15  | implied_total | binding | 2
    M12-1   | up            | study   | 2
    M16-1   | implied_total | binding | 4
    M17-1   | implied_total | binding | 5
    M19-2-A | down          | promote | 7
    M19-2-B | stage         | binding | 7
    M19-2-D | up            | binding | 7
    M19-7   | implied_total | binding | 7
    M17-2   | stage         | binding | 8
    M33-1   | up            | promote | 9
    M20-6   | implied_total | binding | 10
    M23-2   | implied_total | binding | 12
    M35-1   | up            | binding | 13
    M35-3   | up            | binding | 14
    M37-3   | stage         | binding | 17
    M15-1   | implied_total | binding | 18
    M15-3   | implied_total | binding | 18
    M29-2   | up            | binding | 20
    M02-1   | up            | promote | 21
    M13-6   | implied_total | study   | 22
    M13-7   | implied_total | study   | 22
    M14-1   | implied_total | promote | 22
    M41-3   | implied_total | binding | 23
    M40-1   | up            | binding | 25"""

SCENES = "审批服务 执法监管 公共资源交易 政务事务 行业监管 社会治理 政府自身建设 公共服务 融资服务 风险监控"
WAY = {">=": "up", "<=": "down"}


@pytest.fixture(scope="module")
def pack():
    return read_pack(PLANS / "zhejiang-2020")


def picture(text):
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def test_three_stages_sentence_by_sentence(pack):
    got = [[str(m["due_on"]), m["kind"], m["title_zh"]] for m in pack.milestones if "due_on" in m]
    assert got == picture(STAGES)
    assert {m["wording"] for m in pack.milestones if "due_on" in m} == {"到2020年底", "到2021年底", "到2022年底"}


def test_twenty_five_measures_in_eight_chapters(pack):
    got = {}
    for task in pack.tasks:
        got.setdefault(task["chapter_zh"], []).append(task["task"])
    assert [[chapter, " ".join(tasks)] for chapter, tasks in got.items()] == picture(CHAPTERS)
    assert [t["clause"] for t in pack.tasks] == [str(n) for n in range(1, 26)]


def test_no_department_no_lead_and_no_deadline_is_made_up(pack):
    assert not any(t.get("departments") or t.get("lead") for t in pack.tasks)
    assert {t["deadline"]["kind"] for t in pack.tasks} == {"not_stated"}
    assert {t["task"] for t in pack.tasks if t.get("each_department")} == {"02", "05", "08", "10", "17", "23", "25"}
    assert {t["task"] for t in pack.tasks if t.get("local_governments")} == {"23", "25"}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the policy documents are not at hand")
def test_every_measure_carries_its_whole_text(pack):
    document = fold((SEEDS / pack.plan["source"]).read_text(encoding="utf-8"))
    ends = [document.index(fold(t["text_zh"])) + len(fold(t["text_zh"])) for t in pack.tasks]
    assert ends == sorted(ends)
    assert document[ends[-1] :] == "相关文章"  # nothing but the foot of the page is left over


def test_the_one_limit_names_four_acts_and_is_only_to_be_studied(pack):
    (limit,) = pack.limits
    assert (limit["days"], limit["day_kind"], limit["force"], limit["clause"]) == (7, "working", "study", "22")
    assert limit["acts"] == ["compulsion", "confirmation", "reward", "inspection"]


def test_three_tiers_and_no_grades_of_public_evaluation(pack):
    assert [(g["scheme"], g["grade"], g["tier"]) for g in pack.grades] == [
        ("supervision_tier", "lower", "A"),
        ("supervision_tier", "usual", "B"),
        ("supervision_tier", "higher", "D"),
    ]


def test_the_one_number_of_the_text_is_carried_without_a_day(pack):
    targets = [(i["code"], t) for i in pack.indicators for t in i["target"]]
    assert [(code, t["value"], "date" in t) for code, t in targets if "value" in t] == [("M08-1", 1.0, False)]
    assert [code for code, t in targets if "100%" in t["quote"]] == ["M08-1"]
    got = [[i["code"], WAY.get(t.get("comparator"), t["kind"]), t["force"], t["clause"]] for i in pack.indicators for t in i["target"][:1]]  # fmt: skip
    assert got == picture(PROMISES)


def test_coverage_by_sector_is_due_by_the_end_of_2021_for_the_most_part(pack):
    models = next(i for i in pack.indicators if i["code"] == "M17-1")
    assert [(t.get("date"), t["kind"]) for t in models["target"]] == [
        (None, "implied_total"),
        (date(2021, 12, 31), "stage"),
    ]


def test_ten_scenes_ten_platforms_and_nineteen_projects_without_a_date(pack):
    undated = [m for m in pack.milestones if "due_on" not in m]
    kinds = Counter(m["id"].split("-")[0] for m in undated)
    assert kinds == {"scene": 10, "connect": 10, "project": 19}
    assert [m["title_zh"].removeprefix("信用+") for m in undated if m["id"].startswith("scene")] == SCENES.split()


def test_the_lists_of_entities_and_the_fields_of_measure_twelve(pack):
    names = {row["id"]: row["quote"] for row in pack.lists}
    assert list(names)[:6] == ["red", "joint_sanction", "key_supervision", "severe", "judgment_defaulters", "false_litigants"]  # fmt: skip
    assert names["fields_special_treatment"].split("等重点领域")[0].count("、") == 9
    assert names["fields_strict_supervision"].split("等重点领域")[0].count("、") == 6


def test_measures_by_kind(pack):
    kinds = Counter(m["kind"] for m in pack.measures)
    assert kinds == {"incentive": 10, "administrative": 10, "social": 3, "market": 1, "industry": 1}
    assert not any(m["key"] for m in pack.measures)


def test_the_head_says_what_the_report_says_and_no_more(pack):
    assert pack.plan["region_code"] == "330000"
    assert not {"document_number", "issued_on", "period"} & pack.plan.keys()


def test_names_are_known_and_quotes_stand_in_the_document(pack):
    assert [p.text("en") for p in check_pack(pack.folder)] == []
