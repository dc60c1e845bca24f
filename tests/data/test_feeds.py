"""Every feed from the sanctions and inspection side: a good file as departments head it, and each rule broken once."""

import pytest

from data.contracts import FEEDS
from tests.data.conftest import CODES, accounted, rules

BODY = CODES[0]
# feed -> one good row under Chinese headings
GOOD = {
    "commitments": {
        "承诺编号": "CN-1", "统一社会信用代码": BODY, "承诺类型": "审批替代型", "受理部门": "市场监管局", "行政区划代码": "360602",
        "承诺日期": "2024-01-10", "办理方式": "容缺受理", "补正期限": "2024-01-20", "补正日期": "2024-01-19", "公示日期": "2024-01-12", "承诺期限": "2025-01-10", "核查日期": "2024-03-01",
        "履约状态": "违诺", "归集日期": "2024-01-15", "处理日期": "2024-03-20",
    },
    "inspection_plans": {
        "检查部门": "农业农村局", "行政区划代码": "360602", "年度": "2024", "评价体系": "market_risk", "信用等级": "B级",
        "抽查比例下限": "5%", "抽查比例上限": "20%", "年度检查次数上限": "1",
    },
    "draws": {
        "抽取批次": "CQ-1", "抽取部门": "市场监管局", "行政区划代码": "360602", "抽取日期": "2024-04-01", "信用等级": "C",
        "名录数": "1,240", "抽中数": "62",
    },
    "listings": {
        "名单编号": "MD-1", "统一社会信用代码": BODY, "名单类型": "严重失信主体名单", "失信等级": "严重", "列入事由": "拒不履行",
        "列入部门": "市场监管局", "行政区划代码": "360602", "列入日期": "2024-01-10", "告知日期": "2024-01-02",
        "公示日期": "2024-01-11", "履行日期": "2024-02-01", "期满日期": "2027-01-10", "移出日期": "2024-03-01", "移出事由": "信用修复",
    },
    "measures": {
        "措施编号": "CS-1", "名单编号": "MD-1", "惩戒措施": "限制参与招标投标", "实施部门": "发展改革委", "行政区划代码": "360602",
        "实施依据": "招标投标法", "应实施日期": "2024-01-20", "核查日期": "2024-01-12", "实施日期": "2024-01-15",
        "反馈日期": "2024-02-01", "实施效果": "部分履行", "涉及金额(万元)": "1.25", "限制期限": "2027-01-10", "解除日期": "2024-03-01",
    },
    "repairs": {
        "申请编号": "XF-1", "名单编号": "MD-1", "决定书文号": "", "受理部门": "市场监管局", "行政区划代码": "360602",
        "申请日期": "2024-02-01", "受理日期": "2024-02-02", "办结日期": "2024-02-20", "办理结果": "准予修复", "复核结果": "无误",
    },
    "objections": {
        "异议编号": "YY-1", "名单编号": "MD-1", "关联文号": "", "受理部门": "市场监管局", "行政区划代码": "360602",
        "申请日期": "2024-02-01", "中止日期": "2024-02-02", "答复日期": "2024-02-06", "是否成立": "是", "更正日期": "2024-02-07",
    },
    "interviews": {
        "约谈编号": "YT-1", "名单编号": "", "统一社会信用代码": BODY, "约谈类型": "警示约谈", "约谈部门": "市场监管局",
        "行政区划代码": "360602", "约谈日期": "2024-03-01", "整改期限": "2024-04-01", "整改完成日期": "2024-03-20", "记入日期": "2024-03-05",
    },
    "credit_checks": {
        "核查编号": "HC-1", "事项类型": "政府采购", "查询部门": "财政局", "行政区划代码": "360602", "决定日期": "2024-03-10",
        "查询日期": "2024-03-08", "是否命中": "是", "是否限制": "是", "是否使用信用报告": "否",
    },
}  # fmt: skip
# What of the row must arrive, typed, as ours.
ARRIVES = {
    "commitments": {
        "kind": "approval",
        "outcome": "broken",
        "department_code": "market_regulation",
        "handling": "papers_to_follow",
    },
    "inspection_plans": {"year": "2024", "tier": "B", "ratio_low": 0.05, "ratio_high": 0.2, "yearly_cap": 1},
    "draws": {"tier": "C", "n_frame": 1240, "n_drawn": 62},
    "listings": {"list": "joint_sanction", "grade": "severe", "exit_reason": "repaired"},
    "measures": {
        "effect": "partly",
        "amount": 12500,
        "department_code": "development_reform",
        "measure_code": "限制参与招标投标",
    },
    "repairs": {"outcome": "granted", "audit_result": "right"},
    "objections": {"upheld": True, "decision_id": None},
    "interviews": {"kind": "warning", "listing_id": None},
    "credit_checks": {"matter": "procurement", "hit": True, "report_used": False},
}
# rule -> the cells that break it, and nothing else
BROKEN = {
    "commitments": {
        "published_after_signed": {"公示日期": "2024-01-09"},
        "due_after_signed": {"承诺期限": "2023-01-10"},
        "checked_after_signed": {"核查日期": "2024-01-09"},
        "shared_after_signed": {"归集日期": "2024-01-09"},
        "papers_due_after_signed": {"补正期限": "2024-01-09"},
        "papers_after_signed": {"补正日期": "2024-01-09"},
        "papers_follow_only_where_some_were_missing": {"办理方式": "即时办理"},
        "only_a_breach_is_handled": {"履约状态": "履约"},
        "handled_after_checked": {"处理日期": "2024-02-20"},
    },
    "inspection_plans": {
        "year_is_a_year": {"年度": "2024Q1"},
        "low_within_bounds": {"抽查比例下限": "-5%"},
        "high_within_bounds": {"抽查比例上限": "120%"},
        "low_not_above_high": {"抽查比例下限": "30%"},
        "cap_is_a_count": {"年度检查次数上限": "1.5"},
    },
    "draws": {
        "frame_is_a_count": {"名录数": "1240.5"},
        "drawn_is_a_count": {"抽中数": "-3"},
        "drawn_from_the_frame": {"抽中数": "1,241"},
    },
    "listings": {
        "exited_after_listed": {"移出日期": "2024-01-09"},
        "published_after_listed": {"公示日期": "2024-01-09"},
        "expires_after_listed": {"期满日期": "2024-01-09"},
    },
    "measures": {
        "fed_back_after_applied": {"反馈日期": "2024-01-14"},
        "ended_after_applied": {"解除日期": "2024-01-14"},
        "limited_after_applied": {"限制期限": "2024-01-14"},
        "only_what_was_applied_ends": {"实施日期": "", "实施效果": ""},
        "only_what_was_applied_has_effect": {"实施日期": "", "解除日期": ""},
        "amount_not_negative": {"涉及金额(万元)": "-1"},
    },
    "repairs": {
        "repairs_something": {"名单编号": ""},
        "decided_after_applied": {"办结日期": "2024-01-31"},
        "accepted_after_applied": {"受理日期": "2024-01-31"},
    },
    "objections": {
        "objects_to_something": {"名单编号": ""},
        "suspended_after_raised": {"中止日期": "2024-01-31"},
        "answered_after_raised": {"答复日期": "2024-01-31"},
        "corrected_after_raised": {"更正日期": "2024-01-31"},
        "nothing_corrected_that_stood": {"是否成立": "否"},
    },
    "interviews": {
        "rectify_by_after_held": {"整改期限": "2024-02-01"},
        "rectified_after_held": {"整改完成日期": "2024-02-01"},
        "recorded_after_held": {"记入日期": "2024-02-01"},
    },
    "credit_checks": {
        "no_hit_without_a_check": {"查询日期": ""},
        "only_a_hit_is_restricted": {"是否命中": "否"},
    },
}


def drawn(feed, *changes):
    """A file of the feed: its good row under its headings, once per set of changed cells."""
    rows = [GOOD[feed] | change for change in changes]
    return (
        "\n".join(",".join(f'"{cell}"' for cell in line) for line in (GOOD[feed], *(r.values() for r in rows))) + "\n"
    )


@pytest.mark.parametrize("feed", GOOD)
def test_a_good_file_comes_in_whole(send, feed):
    got = send("报送.csv", drawn(feed, {}), feed, as_of=None)
    assert (got.receipt["kept"], got.receipt["problems"], got.receipt["warnings"]) == (1, [], [])
    assert {c: got.kept[c].item() for c in ARRIVES[feed]} == ARRIVES[feed]
    empty = {c for c in got.kept.columns if got.kept[c].item() is None}
    assert all(FEEDS[feed].columns[c].nullable for c in empty if c in FEEDS[feed].columns)


@pytest.mark.parametrize(("feed", "rule"), [(f, r) for f, broken in BROKEN.items() for r in broken])
def test_a_broken_rule_is_named_and_nothing_else_is(send, feed, rule):
    got = send("报送.csv", drawn(feed, BROKEN[feed][rule]), feed)
    assert {r for _, _, r in rules(got)} == {rule} and got.receipt["kept"] == 0 and accounted(got.receipt)


@pytest.mark.parametrize("feed", GOOD)
def test_no_rule_is_left_unbroken(feed):
    assert set(BROKEN[feed]) == set(FEEDS[feed].says)


@pytest.mark.parametrize("feed", GOOD)
def test_our_own_names_are_headings_too(send, feed):
    contract = FEEDS[feed]
    first = send("报送.csv", drawn(feed, {}), feed).kept
    again = send("ours.csv", first.select(*contract.columns).write_csv(), feed)
    assert again.receipt["kept"] == 1 and again.kept.select(*contract.columns).equals(first.select(*contract.columns))


def test_money_of_measures_is_kept_in_yuan_whatever_the_heading_counts_in(send):
    names = ["涉及金额(万元)", "涉及金额(元)", "涉及金额"]
    head, *rest = drawn("measures", {}).splitlines()
    got = [
        send("a.csv", "\n".join([head.replace(names[0], n), *rest]), "measures").kept["amount"].item() for n in names
    ]
    assert got == [12500, 1.25, 1.25]


def test_a_draw_over_two_tiers_is_two_rows_under_one_number(send):
    got = send("抽取.csv", drawn("draws", {"信用等级": "A"}, {"信用等级": "D"}), "draws")
    assert got.receipt["kept"] == 2
    assert send("抽取.csv", drawn("draws", {"抽中数": "1"}, {"抽中数": "2"}), "draws").receipt["refused"] == 2


def test_a_check_after_the_decision_is_late_but_a_fact(send):
    assert send("核查.csv", drawn("credit_checks", {"查询日期": "2024-03-20"}), "credit_checks").receipt["kept"] == 1


@pytest.mark.parametrize(
    ("written", "kept"), [("招投标", "tendering"), ("行政许可 事项", "approval"), ("垃圾清运招商", "垃圾清运招商")]
)
def test_a_matter_no_plan_names_is_kept_as_it_is_written(send, written, kept):
    got = send("核查.csv", drawn("credit_checks", {"事项类型": written}), "credit_checks")
    assert got.kept["matter"].item() == kept


@pytest.mark.parametrize(
    ("written", "ours"), [("当场办结", "at_once"), ("容缺", "papers_to_follow"), ("一般办理", "ordinary"), ("", None)]
)
def test_how_a_matter_was_taken_is_known_by_several_words(send, written, ours):
    change = {"办理方式": written, "补正期限": "", "补正日期": ""}
    assert send("承诺.csv", drawn("commitments", change), "commitments").kept["handling"].item() == ours
