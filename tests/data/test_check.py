"""Which rows go on, which come back, and that none is lost on the way."""

import json
import tomllib
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.contracts import FEEDS
from data.contracts.contract import Feed
from data.errors import FileRefused
from data.ingest.check import check_file
from data.ingest.problems import GENERAL
from data.mapping import read_settings
from tests.data.conftest import SAMPLES, accounted, rules, visit, visits

MALFORMED = SAMPLES / "malformed"
INDEX = json.loads((MALFORMED / "index.json").read_text(encoding="utf-8"))["files"] if MALFORMED.exists() else []
RETURNS = "指标名称,季度,行政区划代码,填报部门,分子,分母,完成率,填报日期"


@pytest.mark.skipif(not INDEX, reason="../shared/samples is not beside this checkout")
@pytest.mark.parametrize("case", INDEX, ids=lambda c: c["file"])
def test_a_malformed_file_has_the_outcome_its_index_asks_for(case):
    types = tomllib.loads((MALFORMED / "mapping.toml").read_text(encoding="utf-8"))["types"]
    got = check_file(MALFORMED / case["file"], types[case["semantic_type"]], read_settings(MALFORMED / "mapping.toml"))
    r, wanted = got.receipt, case.get("counts")
    assert accounted(r)
    # Two outcomes the index calls defensible: old .xls is not taken, and the synonyms of 51 are in our lists.
    other = case["file"] in ("files/17_legacy_biff.xls", "files/51_header_synonyms.csv")
    if (case["file_action"] == "reject") != other:
        assert r["file_error"]
    elif not other:
        assert r["file_error"] is None
        kept = wanted["accept"] + wanted["accept-normalise"]
        assert (r["rows"], r["kept"], r["dropped"], r["masked"]) == (
            wanted["rows"],
            kept,
            wanted["drop"],
            wanted["mask"],
        )
        assert r["refused"] + r["duplicates"] == wanted["quarantine"] + wanted["mask"]
    written = json.dumps(r, ensure_ascii=False) + got.kept.write_csv() + got.problems.write_csv()
    assert not [secret for secret in case.get("must_never_appear", ()) if secret in written]


ODD = st.sampled_from(
    ["", "无", "2024-05-01", "2024年5月1日", "不详", "999999190002300000", "合格", "91360600TEXT000171", "\u0000", "12,34", "合计",
     "注：", "360681", "贵溪市", "市场监管局", "双随机", '"', "\ufffd", "9999-12-31", "１", " ", "JC1", "2204-05-01"]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.just(None), st.lists(ODD, min_size=0, max_size=9)), max_size=12), st.integers(0, 3))
def test_every_row_is_kept_refused_a_duplicate_or_no_data(send, lines, again):
    body = [visit(i) if line is None else ",".join(line) for i, line in enumerate(lines)]
    got = send("a.csv", visits(*body, *body[:again]))
    if got.receipt["file_error"] is None:
        assert accounted(got.receipt)
        assert got.receipt["kept"] == got.kept.height
        assert got.receipt["refused"] == got.problems["_row"].n_unique()


def test_a_broken_rule_is_told_with_row_column_and_next_move(send):
    text = "决定书文号,行政行为类型,决定部门,行政区划代码,决定日期,公示日期\n甲1号,行政处罚,市财政局,360681,2024-06-10,2024-06-09\n"
    problem = send("决定.csv", text, "decisions").receipt["problems"][0]
    assert (problem["row"], problem["column"], problem["heading"]) == (2, "published_on", "公示日期")
    assert problem["message"] == "公示日期:公示日期早于决定日期。请核对这两个日期。"
    assert "check both dates" in problem["message_en"]


def test_exact_repeats_are_counted_and_two_contents_under_one_key_both_come_back(send):
    got = send("a.csv", visits(visit(1), visit(2), visit(2), visit(3), visit(3, result="不合格"), visit(4)))
    assert (got.receipt["kept"], got.receipt["duplicates"]) == (3, 1)
    assert rules(got) == [(5, "inspection_id", "key_conflict"), (6, "inspection_id", "key_conflict")]


def test_days_after_the_as_of_date_come_back(send):
    text = visits(visit(1, on="2024-07-05"), visit(2, on="2024-07-06"), visit(3, on="1024-07-01"))
    got = send("a.csv", text, as_of=date(2024, 7, 5))
    assert rules(got) == [(3, "inspected_on", "day_in_future"), (4, "inspected_on", "day_too_early")]


def test_without_an_as_of_date_only_slips_of_the_pen_are_in_the_future(send):
    got = send(
        "a.csv", visits(visit(1, on="2024-07-05"), visit(2, on="2024-12-31"), visit(3, on="2204-05-01"), visit(4))
    )
    assert rules(got) == [(4, "inspected_on", "day_in_future")]
    assert got.receipt["as_of"] == "2024-12-31"


@pytest.mark.parametrize(
    "number", ["999999190002300000", "99999919000230123x", "９９９９９９１９０００２３０００００", "999999 19000230 0000", "999999-19000230-0000",
               "999999000230123", "当事人（99999919000230123X）"],
)  # fmt: skip
@pytest.mark.parametrize("cell", ["id", "code", "department", "region", "selection", "on", "result"])
def test_an_identity_number_in_any_column_takes_its_row_out_and_is_shown_to_nobody(send, cell, number):
    got = send("a.csv", visits(visit(1), visit(2, **{cell: number})))
    written = json.dumps(got.receipt, ensure_ascii=False) + got.kept.write_csv() + got.problems.write_csv()
    assert (got.receipt["kept"], got.receipt["masked"]) == (1, 1)
    assert number not in written and "999999190002300000" not in written


def test_a_valid_credit_code_of_digits_only_is_a_code_and_no_identity_number(send):
    """913606 0019 ... has the shape of no birthday; this one has, and is a code all the same."""
    from stdnum.cn import uscc

    body = "91360620" + "191001012"
    code = body + uscc.calc_check_digit(body)
    assert send("a.csv", visits(visit(1, code=code))).receipt["masked"] == 0


def test_telephone_numbers_in_text_are_masked_and_the_row_stays(send):
    text = visits(visit(1) + ",市财政局 13812345678、0701-6441234").replace("检查结果", "检查结果,配合部门", 1)
    got = send("a.csv", text)
    assert got.receipt["kept"] == 1
    assert "13812345678" not in got.kept["joint_departments"][0] and "6441234" not in got.kept["joint_departments"][0]


def test_file_names_are_masked(send):
    assert send("999999000230123_检查.csv", visits(visit(1))).receipt["file"] == "999999********3_检查.csv"


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ("M13-1,2024Q2,360681,市财政局,5,0,,2024-07-03", "cases_have_a_base"),
        ("M13-1,2024Q2,360681,市财政局,,,,2024-07-03", "has_a_number"),
        ("M13-1,2024Q2,360681,市财政局,95,,,2024-07-03", "counts_come_in_pairs"),
        ("M13-1,2024Q2,360681,市财政局,-1,100,,2024-07-03", "counts_not_negative"),
        ("M13-1,2024Q2,360681,市财政局,120,100,,2024-07-03", "part_within_whole"),
        ("M13-1,2024Q2,360681,市财政局,,,92,2024-07-03", "share_within_bounds"),
        ("M13-1,2024Q2,360681,市财政局,90,100,0.5,2024-07-03", "value_matches_counts"),
        ("M13-1,2024Q2,360681,市财政局,90.5,100,,2024-07-03", "numerator_is_whole"),
        ("M13-1,2024Q3,360681,市财政局,90,100,,2024-07-03", "period_is_over"),
    ],
)
def test_a_return_that_cannot_be_is_sent_back(send, cells, rule):
    got = send("填报.csv", f"{RETURNS}\n{cells}\n", "returns")
    assert rule in [r for _, _, r in rules(got)] and got.receipt["kept"] == 0


def test_nothing_due_is_no_rate_and_counts_give_theirs(send):
    got = send(
        "填报.csv",
        f"{RETURNS}\nM13-1,2024Q2,360681,市财政局,0,0,,2024-07-03\nM13-1,2024Q2,360602,市财政局,9,10,,2024-07-03\n",
        "returns",
    )
    assert got.kept["value"].to_list() == [None, 0.9]


def test_an_unknown_feed_is_answered_with_the_known_ones(tmp_path):
    with pytest.raises(FileRefused) as error:
        check_file(tmp_path / "a.csv", "visits")
    assert "inspections" in error.value.text("en")


@pytest.mark.parametrize("feed", FEEDS)
def test_every_rule_of_a_contract_has_its_sentence_and_every_sentence_a_rule(feed):
    contract = FEEDS[feed]
    named = {name for name in vars(contract.schema) if name in contract.says}
    own = {n for n in contract.schema._validation_rules(with_cast=False) if "|" not in n and n != "primary_key"}
    assert named == own == set(contract.says) and not own & set(GENERAL)
    assert issubclass(contract.schema, Feed) and set(contract.key) <= set(contract.columns)
    assert all(say.column in contract.columns and say.zh and say.en for say in contract.says.values())
