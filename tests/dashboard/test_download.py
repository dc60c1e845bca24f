"""A file says what it is, marks invented data, and no cell of it runs as a formula."""

import csv
import io
from datetime import date

import openpyxl
import polars as pl

from dashboard.components import download

SHEET = download.Sheet(
    (("表名", "滞后部门"), ("快照", "2026Q3-x"), ("筛选条件", "江西方案 · 2026年三季度")),
    "演示数据：全部数字均为虚构",
    ("数据", "说明"),
)
TWIN = pl.DataFrame(
    {
        "部门": ["住房城乡建设", "=cmd|' /C calc'!A0", None],
        "数值": [0.821, -0.5, None],
        "日期": [date(2026, 9, 30), None, None],
        "清单": [["甲", "乙"], [], None],
    }
)


def rows_of(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_csv_states_its_facts_above_the_table():
    rows = rows_of(download.as_csv(TWIN, SHEET))
    assert rows[0] == ["表名", "滞后部门"] and rows[1] == ["快照", "2026Q3-x"] and rows[3] == []
    assert rows[4] == ["部门", "数值", "日期", "清单"] and rows[5] == ["住房城乡建设", "0.821", "2026-09-30", "甲、乙"]


def test_an_xlsx_bears_the_demo_mark_on_the_table_itself():
    book = openpyxl.load_workbook(io.BytesIO(download.as_xlsx(TWIN, SHEET)))
    assert book.sheetnames == ["数据", "说明"]
    page = book["数据"]
    assert "演示数据" in page["A2"].value and page["A3"].value == "部门"
    assert page["B4"].value == 0.821 and page["B5"].value == -0.5  # numbers stay numbers, negative ones too
    assert [row[0].value for row in book["说明"]] == ["表名", "快照", "筛选条件"]


def test_no_cell_is_a_formula():
    book = openpyxl.load_workbook(io.BytesIO(download.as_xlsx(TWIN, SHEET)))
    assert all(cell.data_type != "f" for page in book for row in page for cell in row)
    assert rows_of(download.as_csv(TWIN, SHEET))[6][0].startswith("'=")


def test_an_empty_table_still_makes_a_file():
    empty = pl.DataFrame({"部门": pl.Series([], dtype=pl.String)})
    assert rows_of(download.as_csv(empty, SHEET))[4] == ["部门"] and download.as_xlsx(empty, SHEET)
