"""Files that are not what they should be, and files that only look so."""

import gzip
import io
import re
import zipfile
from datetime import date, datetime, timedelta

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.ingest import encoding
from data.mapping import FeedMapping
from tests.data.conftest import INSPECTIONS, accounted, rules, visit, visits

GOOD = visits(*(visit(i) for i in range(1, 6)))


def workbook(*sheets):
    """A workbook in memory: each sheet is (name, rows)."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                sheet.write_row(i, 0, row)
    return out.getvalue()


def cells(text):
    return [line.split(",") for line in text.strip().split("\n")]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("utf-16", "utf-16-le"), ("utf-16-be", "utf-16-be"), ("utf-16-le", "utf-16-le")],
)  # fmt: skip
def test_the_encoding_is_found_and_changes_nothing(send, encoding, told):
    plain = send("a.csv", GOOD)
    got = send("b.csv", GOOD.encode(encoding))
    assert got.receipt["encoding"] == told
    assert got.kept.equals(plain.kept)


@pytest.mark.parametrize("order", [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_two_encodings_in_one_file_are_refused_not_guessed(send, order):
    first, second = visits(*(visit(i) for i in range(9))), "\n".join(visit(i) for i in range(9, 18))
    got = send("a.csv", first.encode(order[0]) + second.encode(order[1]))
    assert got.receipt["file_error"]["rule"] == "encoding_mixed" and got.exit_code == 2


def test_a_file_cut_in_the_middle_of_a_character_is_refused(send):
    assert send("a.csv", GOOD.encode()[:-2]).receipt["file_error"]["rule"] == "cut_off"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_found_by_the_headings_it_gives(send, delimiter):
    assert send("a.csv", GOOD.replace(",", delimiter)).receipt["kept"] == 5


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_like(send, end):
    assert send("a.csv", GOOD.replace("\n", end).encode()).receipt["kept"] == 5


def test_title_rows_blank_lines_totals_notes_and_signatures_are_no_data(send):
    text = f"附件1,,,,,,\n虚构市检查情况表,,,,,,\n\n{INSPECTIONS}\n{visit(1)}\n\n,,,,,,\n{visit(2)}\n合计,,,,,,2\n注：本表按季填报,,,,,,\n制表人：某,,审核人：某,,,,\n"
    got = send("a.csv", text)
    assert {k: got.receipt[k] for k in ("rows", "kept", "dropped", "refused")} == {
        "rows": 6,
        "kept": 2,
        "dropped": 4,
        "refused": 0,
    }
    assert got.kept["_row"].to_list() == [5, 8]  # as a spreadsheet shows them


def test_the_header_pasted_in_again_is_no_data(send):
    got = send("a.csv", visits(visit(1), INSPECTIONS, visit(2)))
    assert (got.receipt["kept"], got.receipt["dropped"]) == (2, 1)


def test_headings_may_carry_marks_blanks_and_brackets(send):
    text = (
        GOOD.replace("检查编号", '"检查\n编号"')
        .replace("检查日期", "检查日期（年-月-日）")
        .replace("检查结果", "*检查 结果（必填）")
    )
    assert send("a.csv", text).receipt["kept"] == 5


def test_a_stray_quotation_mark_does_not_swallow_the_lines_after_it(send):
    got = send("a.csv", visits(visit(1), '"' + visit(2), visit(3), visit(4)))
    assert accounted(got.receipt) and got.receipt["rows"] == 4 and got.receipt["kept"] >= 3


def test_a_row_with_a_comma_too_many_is_refused_not_shifted(send):
    got = send("a.csv", visits(visit(1), visit(2, department="市场监管局,分局"), visit(3)))
    assert rules(got) == [(3, "", "extra_cells")]


def test_a_file_without_its_header_says_what_it_found(send):
    error = send("a.csv", "姓名,电话\n某,13800000000\n").receipt["file_error"]
    assert error["rule"] == "no_header" and "姓名" in error["message"] and "13800000000" not in error["message"]


def test_a_missing_column_is_named_and_so_are_those_that_were_found(send):
    error = send("a.csv", "检查编号,检查日期\n1,2024-05-01\n").receipt["file_error"]
    assert error["rule"] == "column_missing"
    assert (
        "统一社会信用代码" in error["message"] and "检查日期" in error["message"] and "entity_id" in error["message_en"]
    )


def test_two_headings_for_one_column_are_refused(send):
    error = send("a.csv", GOOD.replace("检查部门", "检查部门", 1).replace("检查结果", "检查时间", 1)).receipt[
        "file_error"
    ]
    assert error["rule"] == "heading_twice"


def test_columns_nobody_knows_are_left_unread_and_named(send):
    text = visits(*(visit(i) + ",99999919000230123X" for i in range(3))).replace(
        "检查结果", "检查结果,法定代表人身份证号999999000230123", 1
    )
    got = send("a.csv", text)
    assert got.receipt["kept"] == 3 and got.receipt["masked"] == 0
    assert "999999********3" in got.receipt["warnings"][0]["message"]


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("空.csv", b"", "empty"), ("空.xlsx", b"", "empty"), ("空.parquet", b"", "empty"), ("白.csv", b"\n\n\n", "empty"),
        ("文.csv", b"%PDF-1.4 ...", "wrong_extension"), ("网页.csv", b"<html><table></table></html>", "wrong_extension"),
        ("表.xlsx", GOOD.encode(), "wrong_extension"), ("表.csv", b"PK\x03\x04rest", "wrong_extension"), ("坏.parquet", b"PAR1xxxx", "cut_off"),
        ("坏.csv.gz", b"\x1f\x8b\x08rest", "cut_off"), ("说明.docx", b"PK\x03\x04", "format"), ("包.zip", b"PK\x03\x04", "format"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_its_name_says_is_refused_in_one_sentence(send, name, content, rule):
    error = send(name, content).receipt["file_error"]
    assert error["rule"] == rule and error["message"] and error["message_en"]


def test_compressed_text_and_parquet_are_taken(send, tmp_path):
    plain = send("a.csv", GOOD)
    assert send("a.csv.gz", gzip.compress(GOOD.encode("gb18030"))).kept.equals(plain.kept)
    out = io.BytesIO()
    pl.read_csv(io.StringIO(GOOD)).with_columns(pl.col("检查日期").str.to_date()).write_parquet(out)
    assert send("a.parquet", out.getvalue()).kept.drop("_row").equals(plain.kept.drop("_row"))


KINDS = {
    "day": pl.Series([date(2024, 5, 1)] * 5), "moment": pl.Series([datetime(2024, 5, 1, 10)] * 5), "number": pl.Series([1.5] * 5),
    "moment there": pl.Series([datetime(2024, 5, 1, 10)] * 5).dt.replace_time_zone("Asia/Shanghai"), "list": pl.Series([[1]] * 5),
    "span": pl.Series([timedelta(days=1)] * 5), "nothing": pl.Series([None] * 5), "flag": pl.Series([True] * 5), "bytes": pl.Series([b"a"] * 5),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_parquet_may_keep_any_kind_of_value_under_any_heading(send, kind):
    rows = pl.read_csv(io.StringIO(GOOD), infer_schema=False)
    for heading in rows.columns:
        out = io.BytesIO()
        rows.with_columns(KINDS[kind].alias(heading)).write_parquet(out)
        receipt = send("a.parquet", out.getvalue()).receipt
        assert accounted(receipt) and receipt["file_error"] is None and receipt["rows"] == 5
        if heading == "检查日期":
            assert (receipt["kept"] == 5) == (kind in ("day", "moment", "moment there"))


def test_a_cut_off_workbook_is_refused(send):
    whole = workbook(("检查", cells(GOOD)))
    assert send("a.xlsx", whole).receipt["kept"] == 5
    assert send("b.xlsx", whole[: len(whole) // 2]).receipt["file_error"]["rule"] == "cut_off"


def test_a_workbook_that_would_fill_the_memory_is_not_opened(send):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("xl/workbook.xml", "<workbook/>")
        container.writestr("xl/worksheets/sheet1.xml", b" " * (40 << 20))
    assert send("a.xlsx", out.getvalue()).receipt["file_error"]["rule"] == "expands_too_far"


def test_a_workbook_that_declares_entities_is_not_opened(send):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        container.writestr(
            "xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><workbook>&a;</workbook>'
        )
    assert send("a.xlsx", out.getvalue()).receipt["file_error"]["rule"] == "entities"


def test_the_sheet_with_the_data_is_found_and_its_like_is_pointed_out(send):
    rows = cells(GOOD)
    got = send("a.xlsx", workbook(("填表说明", [["请勿修改表头"]]), ("五月", rows), ("六月", rows[:2])))
    assert got.receipt["kept"] == 5
    assert "六月" in got.receipt["warnings"][0]["message"]


def test_a_sheet_may_be_named_by_the_mapping(send):
    rows = cells(GOOD)
    book = workbook(("五月", rows), ("六月", rows[:3]))
    assert send("a.xlsx", book, mapping=FeedMapping(sheet="六月")).receipt["kept"] == 2
    assert send("a.xlsx", book, mapping=FeedMapping(sheet="七月")).receipt["file_error"]["rule"] == "no_sheet"


def test_a_link_is_not_followed(send, tmp_path):
    from data.ingest.check import check_file

    (tmp_path / "真.csv").write_text(GOOD, encoding="utf-8")
    (tmp_path / "链接.csv").symlink_to(tmp_path / "真.csv")
    assert check_file(tmp_path / "链接.csv", "inspections").receipt["file_error"]["rule"] == "link"


def test_a_cell_far_away_does_not_make_the_sheet_fill_the_memory(send):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("检查")
        for i, row in enumerate(cells(GOOD)):
            sheet.write_row(i, 0, row)
        sheet.write(1_048_575, 16_383, "远")
    assert send("a.xlsx", out.getvalue()).receipt["file_error"]["rule"] == "too_sparse"


def test_an_old_workbook_is_sent_back_with_the_formats_that_are_taken(send):
    error = send("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600).receipt["file_error"]
    assert error["rule"] == "format" and ".xlsx" in error["message"]


def test_cells_merged_downwards_hold_for_every_row_they_span(send):
    out = io.BytesIO()
    rows = cells(GOOD)
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("检查")
        for i, row in enumerate(rows):
            sheet.write_row(i + 1, 1, row if i == 0 else [*row[:2], "", *row[3:]])  # it need not begin at A1
        sheet.merge_range(2, 3, 4, 3, "市场监管局")
        sheet.merge_range(5, 3, 6, 3, "市财政局")
    got = send("a.xlsx", out.getvalue())
    assert got.kept["department_code"].to_list() == ["market_regulation"] * 3 + ["finance"] * 2
    assert (got.receipt["normalised"], got.kept["_row"].to_list()) == (3, [3, 4, 5, 6, 7])


def test_hidden_sheets_are_never_read(send):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("说明").write(0, 0, "见下表")
        hidden = book.add_worksheet("旧表")
        for i, row in enumerate(cells(GOOD)):
            hidden.write_row(i, 0, row)
        hidden.very_hidden()
    assert send("a.xlsx", out.getvalue()).receipt["file_error"]["rule"] == "no_header"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["utf-8", "gb18030", "utf-16"]),
    st.lists(
        st.tuples(
            st.integers(0, 400),
            st.integers(0, 40),
            st.sampled_from(['"', ",", "\n", "\r", "\0", "合计", "检查编号,", "９", "'", ""]),
        ),
        max_size=6,
    ),
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 255)), max_size=2),
)
def test_a_file_spoiled_in_any_way_ends_in_a_receipt_or_one_sentence(send, encoding, cuts, bytes_):
    text = GOOD
    for at, length, put in cuts:
        text = text[:at] + put + text[at + length :]
    raw = bytearray(text.encode(encoding))
    for at, value in bytes_:
        if at < len(raw):
            raw[at] = value
    receipt = send("a.csv", bytes(raw)).receipt
    assert receipt["file_error"] or accounted(receipt)


@pytest.mark.parametrize(
    "tail",
    [b"", b"\xe4", b"\xe4\xb8", b"\xf0\x9f\x98", b"\xff", b"\x80", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80"],
)
@pytest.mark.parametrize("shift", range(5))
def test_a_large_file_is_utf8_exactly_where_a_decoder_says_so(tmp_path, monkeypatch, shift, tail):
    monkeypatch.setattr(encoding, "BLOCK", 7)  # characters of one to four bytes fall across the blocks in every way
    path, body = tmp_path / "a", b"x" * shift + "中é😀a".encode() * 9
    for raw in (body + tail, body[:20] + tail + body[20:]):
        path.write_bytes(raw)
        try:
            raw.decode("utf-8")
            said = True
        except UnicodeDecodeError:
            said = False
        assert encoding.survey(path).is_utf8 is said


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [b"\xe4", b"\xe9", b"\xea", b"\xe3", b"\x80", b"\xbf", b"\xc0", b"a", "企业信用".encode(), "企".encode()]
        )
    )
)
def test_chinese_utf8_in_a_row_is_found_wherever_a_plain_search_finds_it(pieces):
    raw = b"".join(pieces)
    found = re.search(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){4}", raw) is not None
    assert [run_in_blocks(raw, block) for block in (1, 5, 1 << 20)] == [found] * 3


def run_in_blocks(raw, block):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoding, "BLOCK", block)
        return encoding.has_utf8_run(raw)
