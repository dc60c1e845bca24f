"""Hidden rows, columns and sheets: nothing slips in unseen, nothing is lost in silence."""

import io
import zipfile

import polars as pl
import pytest
import xlsxwriter

from data.ingest.sheet_xml import CELL, COLUMN, MERGED, ROW, Layout, column_letters, column_number
from data.ingest.unseen import rows as hidden_rows
from tests.data.conftest import INSPECTIONS, visit

HIDDEN = {"hidden": True}
LINES = [INSPECTIONS, *(visit(i) for i in range(1, 8))]


def book(dress, lines=LINES, left=0):
    """One sheet with these lines, dressed by the test."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet("检查")
        for i, line in enumerate(lines):
            sheet.write_row(i, left, line.split(","))
        dress(made, sheet)
    return out.getvalue()


def told(checked):
    return {w["rule"]: (w["message"], w["message_en"]) for w in checked.receipt["warnings"]}


def test_hidden_columns_are_read_and_named_by_letter_and_heading(send):
    got = send("a.xlsx", book(lambda _, sheet: [sheet.set_column(c, None, None, HIDDEN) for c in ("D:D", "F:G")]))
    assert got.receipt["kept"] == 7 and got.kept["region_code"].to_list() == ["360681"] * 7
    zh, en = told(got)["hidden_columns"]
    assert zh.startswith("隐藏的列已一并读取:D(行政区划代码)、F(检查日期)、G(检查结果)。")
    assert en.startswith("Hidden columns were read with the rest: D (行政区划代码), F (检查日期), G (检查结果);")


def test_hidden_and_filtered_rows_are_read_and_their_numbers_told(send):
    def dress(_, sheet):
        sheet.autofilter("A1:G8")
        sheet.filter_column_list("G", ["不合格"])
        for row in (1, 3, 4, 5, 40):
            sheet.set_row(row, None, None, HIDDEN)

    got = send("a.xlsx", book(dress))
    assert got.receipt["kept"] == 7
    assert told(got)["hidden_rows"][0].startswith("隐藏或被筛选掉的 4 行已一并读取:第 2、4–6 行。")
    assert told(got)["hidden_rows"][1].startswith("4 hidden or filtered rows were read with the rest: 2, 4–6;")


def test_rows_without_height_and_columns_without_width_are_hidden_too(send):
    got = send("a.xlsx", book(lambda _, sheet: (sheet.set_row(2, 0), sheet.set_column("B:B", 0))))
    assert set(told(got)) == {"hidden_rows", "hidden_columns"} and got.receipt["kept"] == 7


def test_columns_are_named_by_their_letter_wherever_the_table_begins(send):
    def dress(made, sheet):
        sheet.write_blank(0, 0, None, made.add_format({"bold": True}))  # dressed, but empty: the table begins at C
        sheet.set_column("E:E", None, None, HIDDEN)
        sheet.merge_range("E2:E3", "财政局", made.add_format({"bold": True}))

    got = send("a.xlsx", book(dress, left=2))
    assert "E(检查部门)" in told(got)["hidden_columns"][0]
    assert got.kept["department_code"].to_list()[:3] == ["finance", "finance", "market_regulation"]


def test_an_identity_number_in_a_hidden_column_or_row_is_found(send):
    lines = [*LINES[:3], visit(3, department="99999919000230123X"), *LINES[4:]]
    got = send(
        "a.xlsx",
        book(
            lambda _, sheet: (sheet.set_column("C:C", None, None, HIDDEN), sheet.set_row(3, None, None, HIDDEN)), lines
        ),
    )
    assert (got.receipt["kept"], got.receipt["masked"]) == (6, 1) and "hidden_rows" in told(got)


def test_a_hidden_column_nobody_knows_is_left_unread_and_named(send):
    lines = [line + (",备注" if i == 0 else ",秘") for i, line in enumerate(LINES)]
    got = send("a.xlsx", book(lambda _, sheet: sheet.set_column("H:H", None, None, HIDDEN), lines))
    assert list(told(got)) == ["columns_dropped"] and "备注" in told(got)["columns_dropped"][0]


def test_hidden_sheets_are_left_unread_and_named(send):
    def dress(made, _):
        made.add_worksheet("旧表999999000230123").hide()
        made.add_worksheet("选项").very_hidden()

    zh, en = told(send("a.xlsx", book(dress)))["hidden_sheets"]
    assert zh.startswith("隐藏的工作表未读取:旧表999999********3、选项。") and en.startswith(
        "Hidden sheets left unread: "
    )


def test_nothing_hidden_is_nothing_told(send):
    assert told(send("a.xlsx", book(lambda _, sheet: sheet.set_column("A:G", 20)))) == {}


def test_many_runs_of_hidden_rows_are_counted_whole_and_listed_in_part():
    notice = hidden_rows(pl.Series(range(1, 101)), Layout(hidden_rows=list(range(2, 100, 2))))[0]
    assert "49 行" in notice.zh and "等 行" in notice.zh and notice.en.startswith("49 ")


@pytest.mark.parametrize("tag", [b"<row", b"<c", b"<col", b"<mergeCell", b'<c r="A1', b'<row hidden="1"'])
def test_tags_that_never_end_do_not_make_the_look_slow(tag):
    block = (tag + b" ") * 100_000  # each pattern stops at the next "<"; quadratic, this would take minutes
    assert [p.findall(block) for p in (CELL, ROW, COLUMN, MERGED)] == [[], [], [], []]


def test_a_sheet_whose_columns_lie_is_a_damaged_workbook(send):
    out, old = io.BytesIO(), io.BytesIO(book(lambda _, sheet: sheet.set_column("B:B", None, None, HIDDEN)))
    with zipfile.ZipFile(old) as whole, zipfile.ZipFile(out, "w") as new:
        for name in whole.namelist():
            new.writestr(name, whole.read(name).replace(b'<col min="2"', b'<col min="x"'))
    assert send("a.xlsx", out.getvalue()).receipt["file_error"]["rule"] == "cut_off"


def test_letters_and_numbers_of_columns():
    assert [column_letters(n) for n in (1, 26, 27, 702, 703, 16_384)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert all(column_number(column_letters(n).encode()) == n for n in range(1, 1000))
