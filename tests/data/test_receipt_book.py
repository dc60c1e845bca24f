"""The receipt a department opens in its spreadsheet."""

import io
import json

import openpyxl
import pytest

from data.home import Home
from data.ingest import receipt_book
from data.ingest.receipts import write_receipts
from data.plain_cell import DANGEROUS
from tests.data.conftest import visit, visits


def opened(receipt, **more):
    """Cells of each sheet as text, and the cells that would be run."""
    book = openpyxl.load_workbook(io.BytesIO(receipt_book.as_xlsx(receipt, **more)))
    cells = {s.title: [[c.value for c in row] for row in s.iter_rows()] for s in book}
    return cells, [c for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]


def test_three_sheets_tell_what_was_counted_what_came_back_and_how_to_mend_it(send):
    receipt = send(
        "检查.csv", visits(visit(1), visit(2, on="不详"), visit(3, on="不日"), visit(4, code="91360600TEXT000172"))
    ).receipt
    cells, _ = opened(receipt)
    assert list(cells) == ["回执 Receipt", "问题 Problems", "如何改正 Mending"]
    summary = {row[0]: row[1] for row in cells["回执 Receipt"]}
    assert (summary["总行数"], summary["接收"], summary["退回"]) == (4, 1, 3)
    assert [row[:3] for row in cells["问题 Problems"][1:]] == [
        [3, "检查日期", "not_a_day"], [4, "检查日期", "not_a_day"], [5, "统一社会信用代码", "credit_code_check"],
    ]  # fmt: skip
    mending = cells["如何改正 Mending"][1]
    assert (
        mending[:3] == ["检查日期", 2, "3、4"]
        and "不详" not in mending[3]
        and "2020-07-09" in mending[3]
        and "2020-07-09" in mending[4]
    )


def test_a_refused_file_has_its_sentence_on_every_sheet(send):
    cells, _ = opened(send("空.csv", "").receipt)
    assert all(any("文件是空的" in str(cell) for row in rows for cell in row) for rows in cells.values())


def test_a_clean_file_says_so(send):
    cells, _ = opened(send("a.csv", visits(visit(1))).receipt)
    assert cells["问题 Problems"][1][3] == "没有问题。" and cells["如何改正 Mending"][1][3] == "无需改正。"


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t=", "＝", " ="])
def test_no_cell_begins_like_a_formula(send, begin):
    receipt = send(
        f"{begin}cmd.csv", visits(visit(1, on=f"{begin}HYPERLINK(1)")).replace("检查结果", "检查结果", 1)
    ).receipt
    for cells, run in (opened(receipt), opened(receipt | {"file": f"{begin}1+1"})):
        text = [c for rows in cells.values() for row in rows for c in row if isinstance(c, str)]
        assert run == [] and not [c for c in text if c.lstrip().startswith(DANGEROUS)]


def test_demo_data_are_marked(send):
    receipt = send("a.csv", visits(visit(1))).receipt
    assert "虚构" in str(opened(receipt, demo=True)[0]) and "虚构" not in str(opened(receipt)[0])


def test_the_same_receipt_gives_the_same_bytes(send):
    receipt = send("a.csv", visits(visit(1), visit(2, on="x"))).receipt
    assert receipt_book.as_xlsx(receipt) == receipt_book.as_xlsx(receipt)


def test_what_is_not_listed_is_counted(send):
    receipt = send("a.csv", visits(*(visit(i, id=f"JC{i}", on="不详") for i in range(1010)))).receipt
    assert "另有 10 处" in opened(receipt)[0]["问题 Problems"][-1][3]


def test_every_submission_of_a_source_gets_its_receipt_under_its_department(tmp_path):
    source, out = tmp_path / "source", tmp_path / "out"
    for folder, lines in {
        "market_regulation/2024-07-01": [visit(1)],
        "财政局/2024-07-02": [visit(2, on="不详")] * 2,
        "": [visit(3)],
    }.items():
        (source / "inspections" / folder).mkdir(parents=True, exist_ok=True)
        (source / "inspections" / folder / "检查 ..=1.csv").write_text(visits(*lines), encoding="utf-8")
    (source / "inspections" / "空.csv").write_text("")
    assert write_receipts(source, out, home=Home(tmp_path / "home")) == 4
    found = sorted(p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file())
    assert [f.split("/")[:2] for f in found if f.endswith(".xlsx")] == [
        ["finance", "inspections"], ["market_regulation", "inspections"], ["未署名", "inspections"], ["未署名", "inspections"],
    ]  # fmt: skip
    receipts = [json.loads((out / f).read_text("utf-8")) for f in found if f.endswith(".json")]
    assert sum(r["refused"] for r in receipts) == 2 and sum(bool(r["file_error"]) for r in receipts) == 1
    index = (out / "index.csv").read_text("utf-8-sig").splitlines()
    assert len(index) == 5 and "文件是空的" in "".join(index)


def test_a_receipt_of_many_problems_lists_them_all_from_the_warehouse(tmp_path):
    folder = tmp_path / "source" / "inspections" / "market_regulation"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text(visits(*(visit(i, id=f"JC{i}", on="不详") for i in range(1010))), encoding="utf-8")
    write_receipts(tmp_path / "source", tmp_path / "out", home=Home(tmp_path / "home"))
    [path] = (tmp_path / "out").rglob("*.xlsx")
    sheet = openpyxl.load_workbook(path)["问题 Problems"]
    assert sheet.max_row == 1011 and sheet.cell(1011, 2).value == "检查日期"
