"""The Jiangxi pack against the document, parsed here a second time and another way: brackets first, names by known ends."""

import re
from collections import Counter

import pytest

from data.plan import PLANS, as_json, read_pack
from data.plan_quotes import SEEDS, fold

PACK = read_pack(PLANS / "jiangxi-2020")
TASKS = as_json(PACK)["tasks"]
DOCUMENT = SEEDS / PACK.plan["source"]
needs_document = pytest.mark.skipif(not DOCUMENT.is_file(), reason=f"the policy document is not at hand ({DOCUMENT})")

# The last characters of a department's name: split after them, never at 和, which stands inside two of the names.
END = re.compile(r"(?:厅|局|办|委|部|总队|海关|中心支行|法院|公司|分社)(?=、|等单位|按职责|牵头|$)")
OWNERS = [11, 4, 7, 12, 8, 16, 1, 4, 1, 18, 13, 18, 10, 13, 13, 11, 14, 10, 18, 21,
          19, 11, 9, 7, 9, 0, 1, 4, 2, 17, 3, 5, 8, 5, 14, 2, 16, 0, 4, 7]  # fmt: skip


def clauses():
    """(owners in brackets, whole clause) of each numbered paragraph, in order."""
    lines = [line.strip() for line in DOCUMENT.read_text(encoding="utf-8").splitlines()]
    found = [line for line in lines if re.match(r"[((][一二三四五六七八九十]+[))]", line)]
    return [(re.split(r"[((]", line)[-1].removesuffix(")").removesuffix(")"), line) for line in found]


def named(owners):
    """Departments in the order written, each once."""
    alone = owners.replace("和各市、县〔区〕人民政府", "").replace("各有关单位", "")
    ends = [m.end() for m in END.finditer(alone)]
    starts = [0, *ends]
    return list(dict.fromkeys(alone[a:b].lstrip("、") for a, b in zip(starts, ends, strict=False)))


@needs_document
def test_the_document_has_forty_clauses_and_each_task_owns_exactly_the_departments_of_its_own():
    found = clauses()
    assert len(found) == len(TASKS) == 40
    for (owners, _), task in zip(found, TASKS, strict=True):
        assert [d["name"] for d in task["departments"]] == named(owners), task["task"]


def test_the_number_of_owners_of_each_task():
    assert [len(t["departments"]) for t in TASKS] == OWNERS
    assert sum(OWNERS) == 366 and max(OWNERS) == 21


@needs_document
def test_local_governments_open_lists_and_each_department_are_marked_as_the_text_says():
    for (owners, _), task in zip(clauses(), TASKS, strict=True):
        assert task["local_governments"] == ("各市、县〔区〕人民政府" in owners), task["task"]
        assert task["open_list"] == ("等单位" in owners), task["task"]
        assert task["each_department"] == ("各有关单位" in owners), task["task"]


@needs_document
def test_every_task_carries_its_whole_clause():
    for (_, line), task in zip(clauses(), TASKS, strict=True):
        assert fold(task["text_zh"]) == fold(line), task["task"]
        assert fold(task["title"]) in fold(line)


def test_only_the_three_clauses_that_say_so_have_a_lead():
    assert {t["task"]: t["lead"] for t in TASKS if t["lead"]} == {
        "07": "development_reform", "09": "development_reform", "27": "court"}  # fmt: skip
    assert Counter(d["role"] for t in TASKS for d in t["departments"]) == {"responsible": 363, "lead": 3}


def test_names_that_hold_the_word_and_stay_whole():
    names = {d["name"]: d["department"] for t in TASKS for d in t["departments"]}
    assert names["省工业和信息化厅"] == "industry_it" and names["省文化和旅游厅"] == "culture_tourism"
    assert names["省粮食和物资储备局"] == "grain_reserves"
    assert len(names) == 46 and len(set(names.values())) == 46


def test_the_department_named_twice_is_listed_once_and_noted():
    task = TASKS[34]
    assert [d["name"] for d in task["departments"]].count("省商务厅") == 1 and "两次" in task["note_zh"]


def test_the_text_sets_no_deadline_for_any_task():
    assert {t["deadline"]["kind"] for t in TASKS} == {"not_stated"}
    assert {t["deadline"]["lenient"] for t in TASKS} == {None}


def test_the_one_limit_is_to_be_studied_and_leaves_licences_and_penalties_out():
    (limit,) = as_json(PACK)["limits"]
    assert (limit["days"], limit["day_kind"], limit["force"], limit["clause"]) == (7, "working", "study", "(三十)")
    assert len(limit["acts"]) == 8 and not {"licence", "penalty"} & set(limit["acts"])


def test_no_indicator_of_the_plan_itself_has_a_number():
    targets = [t for i in as_json(PACK)["indicators"] for t in i["targets"]]
    assert {t["value"] for t in targets} == {None} and {t["date"] for t in targets} == {None}
    assert {t["kind"] for t in targets} == {"implied_total", "direction", "stage"}


def test_four_measures_are_key_and_sit_among_the_administrative_ones():
    measures = as_json(PACK)["measures"]
    key = {m["id"]: m["kind"] for m in measures if m["key"]}
    assert key == dict.fromkeys(
        ["share_issuance", "public_resource_trading", "fiscal_fund_application", "tax_preference"], "administrative")  # fmt: skip
    kinds = Counter(m["kind"] for m in measures if m["clause"] == "(二十一)")
    assert kinds == {"administrative": 6, "market": 5, "industry": 4}


def test_projects_stand_as_stages_and_none_has_a_date():
    shown = as_json(PACK)["milestones"]
    assert len(shown) == 14 and {m["due_on"] for m in shown} == {None} and {m["kind"] for m in shown} == {"stage"}
    assert {m["clause"] for m in shown} <= {t["clause"] for t in TASKS}


def test_the_word_lists_count_what_the_text_counts():
    ids = ("groups_honesty_education", "fields_focus", "fields_market_ban", "fields_innovation", "fields_pilots")
    quotes = {row["id"]: row["quote"] for row in as_json(PACK)["lists"]}
    assert [quotes[i].split("等")[0].count("、") + 1 for i in ids] == [8, 9, 8, 12, 5]


def test_what_the_text_leaves_out_stays_empty():
    plan = as_json(PACK)["about"]
    assert plan["issued_on"] is None and plan["period"] is None and plan["document_number"] == "赣发改财金〔2020〕520号"


def test_the_overlay_is_marked_invented_and_never_pools_licences_with_penalties():
    overlay = read_pack(PLANS / "jiangxi-2020-targets")
    assert overlay.is_demo and overlay.extends == "jiangxi-2020" and "虚构" in overlay.plan["source"]
    codes = [i["code"] for i in overlay.indicators]
    assert {"M13-1-L", "M13-1-P"} <= set(codes) and "M13-1" not in codes
    assert {i["code"]: {t["comparator"] for t in i["target"]} for i in overlay.indicators if i["code"][:5] == "M19-2"} == {
        "M19-2-A": {"<="}, "M19-2-B": {">="}, "M19-2-C": {">="}, "M19-2-D": {">="}}  # fmt: skip
    assert {len(i["target"]) for i in overlay.indicators} == {8}
    assert {str(i["baseline_on"]) for i in overlay.indicators} == {"2018-12-31"}
