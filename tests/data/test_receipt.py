"""What the department gets back."""

from data.ingest.receipt import LISTED, exit_code, lines
from tests.data.conftest import accounted, visit, visits


def test_the_receipt_has_the_keys_of_the_data_contract(send):
    receipt = send("检查.csv", visits(visit(1))).receipt
    assert set(receipt) == {
        "file", "feed", "encoding", "as_of", "rows", "kept", "refused", "masked", "duplicates", "dropped", "normalised",
        "file_error", "problems", "problem_counts", "warnings",
    }  # fmt: skip


def test_the_exit_code_says_how_it_went(send):
    assert exit_code(send("a.csv", visits(visit(1))).receipt) == 0
    assert exit_code(send("a.csv", visits(visit(1), visit(2, on="不详"))).receipt) == 1
    assert exit_code(send("a.csv", "").receipt) == 2


def test_lines_tell_the_counts_and_each_row_in_both_languages(send):
    receipt = send("检查.csv", visits(visit(1), visit(2, on="不详"))).receipt
    assert lines(receipt) == [
        "检查.csv:共 2 行:接收 1,退回 1,完全重复 0,合计、备注等非数据行 0。整理后接收 0 行。",
        "第 3 行:检查日期:“不详”不是日期,或有不止一种读法。请写成 2020-07-09;没有日期请留空。",
    ]
    assert lines(receipt, "en") == [
        "检查.csv: 2 rows: 1 kept, 1 refused, 0 exact duplicates, 0 totals, notes or blanks. 0 kept after cleaning.",
        "Row 3: inspected_on: “不详” is no date, or may be read in two ways; write 2020-07-09, or leave it empty.",
    ]


def test_a_refused_file_is_one_line(send):
    assert lines(send("空.csv", "").receipt) == ["空.csv:文件是空的。请重新导出后报送。"]


def test_a_long_list_is_cut_but_its_counts_are_whole(send):
    bad = [visit(i, id=f"JC{i}", on="不详") for i in range(LISTED + 50)]
    receipt = send("a.csv", visits(*bad)).receipt
    assert len(receipt["problems"]) == LISTED and accounted(receipt)
    assert receipt["problem_counts"] == [{"rule": "not_a_day", "column": "inspected_on", "rows": LISTED + 50}]
    assert lines(receipt)[-1] == "另有 50 处问题未逐条列出。"
