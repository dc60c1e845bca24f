"""From the warehouse to a department's workbook, filled in, and back through check and build: newer rows replace the older ones."""

from datetime import datetime

import openpyxl
import pytest

from data.errors import Fixable
from data.feedback import book as book_of_feedback
from data.feedback.book import as_xlsx, headings
from data.feedback.owed import owed
from data.feedback.send import write_all, write_one
from data.home import Home
from data.ingest.check import check_file
from data.snapshot.build import build
from data.snapshot.reader import Reader
from tests.snapshot.conftest import CODES, Source

LISTINGS = "\n".join(
    [
        "listing_id,entity_id,list,ground,department_code,region_code,listed_on,notified_on",
        *(f"L{i},{CODES[i % 5]},joint_sanction,拒不履行,market_regulation,360111,2026-04-01,2026-04-01" for i in range(13)),
        f"R1,{CODES[0]},red,守信,market_regulation,360111,2026-04-01,2026-04-01",
    ]
)  # fmt: skip
HEAD = "measure_id,listing_id,measure_code,department_code,region_code,due_on,checked_on,applied_on,fed_back_on,effect,amount,ended_on"
MEASURES = f"""
    {HEAD}
    unchecked,L0,tax_preference,tax,360111,2026-04-16,,,,,,
    -7,L1,tax_preference,tax,360111,2026-04-16,,,,,,
    unapplied,L2,tax_preference,tax,360111,2026-04-16,2026-04-10,,,,,
    overdue,L3,own_measure,tax,360111,2026-04-16,2026-04-10,2026-04-20,,,,
    overdue_and_ended,L4,tax_preference,tax,360111,2026-04-16,2026-04-10,2026-04-20,,,,2026-05-06
    ended,L5,tax_preference,tax,360111,2026-04-16,2026-04-10,2026-09-28,,,,2026-09-29
    still_time,L6,tax_preference,tax,360111,2026-04-16,2026-04-10,2026-09-28,,,,
    done,L7,tax_preference,tax,360111,2026-04-16,2026-04-10,2026-04-20,2026-05-20,complied,1234.5,
    not_due,L8,tax_preference,tax,360111,2026-12-01,,,,,,
    disputed,L9,tax_preference,tax,360111,2026-04-16,,,,,,
    answered_in_august,L10,tax_preference,tax,360111,2026-04-16,2026-04-10,2026-04-20,2026-08-20,none,,
    reward,R1,tax_preference,tax,360111,2026-04-16,,,,,,
"""
OTHERS = f"{HEAD}\n f1,L11,fiscal_fund_application,finance,360111,2026-04-16,2026-04-10,,,,,"
OBJECTIONS = "objection_id,entity_id,listing_id,department_code,region_code,raised_on\n" + (
    f"O1,{CODES[4]},L9,market_regulation,360111,2026-04-10"
)
COUNTS = "n_unchecked", "n_unapplied", "n_not_fed_back", "n_ended_not_fed_back"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A source, and a home in which it is built."""
    folder = tmp_path_factory.mktemp("feedback")
    source, home = Source(folder / "source"), Home(folder / "home")
    source.send("listings", "名单.csv", LISTINGS, "market_regulation", "2026-10-10")
    source.send("objections", "异议.csv", OBJECTIONS, "market_regulation", "2026-10-10")
    source.send("measures", "措施.csv", MEASURES, "tax", "2026-10-10")
    source.send("measures", "措施.csv", OTHERS, "finance", "2026-10-10")
    build(home, [source.path])
    return source, home


@pytest.fixture(scope="module")
def third_quarter(world):
    return owed(world[1], "税务", "2026Q3")[0]


def told(home, quarter, department):
    """The counts the page shows: sanctions of three years, the whole jurisdiction."""
    reader = Reader(home)
    row = reader.query(
        reader.current(),
        f"select {', '.join(COUNTS)} from stat_measure where quarter = $1 and n_quarters = 12 and measure_code = '*' "
        "and list = '*' and grade = '*' and region_code = '360000' and department_code = $2",
        [quarter, department],
    ).to_pylist()[0]
    reader.close()
    return row


def test_the_list_holds_what_wants_an_answer_and_nothing_else(third_quarter):
    assert list(third_quarter.listed.select("measure_id", "state", "is_over").iter_rows()) == [
        ("-7", "unchecked", False), ("reward", "unchecked", False), ("unchecked", "unchecked", False),
        ("unapplied", "unapplied", False), ("overdue", "not_fed_back", False),
        ("overdue_and_ended", "not_fed_back", True), ("ended", "feedback_open", True),
    ]  # fmt: skip


@pytest.mark.parametrize("quarter", ["2026Q2", "2026Q4"])
def test_every_department_at_once_has_the_counts_of_the_page(world, quarter):
    lists = owed(world[1], None, quarter)
    assert [o.department["department_code"] for o in lists] == ["finance", "tax"]
    assert all(o.counts == told(world[1], quarter, o.department["department_code"]) for o in lists)


def test_what_was_answered_since_the_quarter_is_counted_and_not_listed(world):
    then = owed(world[1], "tax", "2026Q2")[0]
    assert then.counts["n_not_fed_back"] == 3 and "answered_in_august" not in then.listed["measure_id"]
    guide = openpyxl.load_workbook(_saved(world, then, "then.xlsx"))["填写说明"]
    shown = {row[0].value: row[1].value for row in guide.iter_rows()}
    assert shown["以上各项中,季度末以后已反馈、不再列出(件)"] == 1
    assert shown["已实施、超过反馈期限未反馈(件)"] == 3 and shown["另有:守信激励措施(件)"] == 1


def _saved(world, one, name, lang="zh"):
    path = world[1].path / name
    path.write_bytes(as_xlsx(one, lang))
    return path


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_workbook_as_it_is_passes_the_check(world, third_quarter, lang):
    checked = check_file(_saved(world, third_quarter, f"{lang}.xlsx", lang), "measures")
    assert (checked.receipt["kept"], checked.receipt["refused"], checked.receipt["warnings"]) == (7, 0, [])
    kept = checked.kept.drop("_row").sort("measure_id")
    assert kept.equals(third_quarter.listed.select(kept.columns).sort("measure_id"))  # nothing lost, nothing added


def test_what_one_sheet_cannot_hold_is_said(world, third_quarter, monkeypatch):
    monkeypatch.setattr(book_of_feedback, "MOST_ROWS", 5)
    book = openpyxl.load_workbook(_saved(world, third_quarter, "cut.xlsx"))
    shown = {row[0].value: row[1].value for row in book["填写说明"].iter_rows()}
    assert book.worksheets[0].max_row == 6 and shown["本清单所列措施(件)"] == 5
    assert shown["超出一张工作表、未列出(件),反馈后可再次生成清单"] == 2


def test_days_are_days_and_codes_are_lists_to_choose_from(world, third_quarter):
    book = openpyxl.load_workbook(_saved(world, third_quarter, "lists.xlsx"))
    sheet, head = book.worksheets[0], headings("zh")
    column = {c.value: c.column_letter for c in sheet[1]}
    assert [c.value for c in sheet[1]] == [*head.values(), "所指措施", "待办事项", "最迟办理日"]
    rules = {str(v.sqref).split(":")[0][:-1]: v for v in sheet.data_validations.dataValidation}
    assert rules[column[head["effect"]]].type == "list" and rules[column[head["fed_back_on"]]].type == "date"
    codes = rules[column[head["measure_code"]]]
    assert codes.type == "list" and codes.errorStyle == "warning"
    first, last = codes.formula1.split("!")[1].replace("$", "").split(":")
    offered = [row[0].value for row in book["代码表"][first:last]]
    assert {"tax_preference", "share_issuance", "own_measure"} <= set(offered) and None not in offered
    assert [c.value for c in book["代码表"]["E"]][1:4] == ["履行", "部分履行", "未履行"]
    assert isinstance(sheet[f"{column[head['due_on']]}2"].value, datetime)
    assert as_xlsx(third_quarter) == as_xlsx(third_quarter)


@pytest.mark.parametrize(
    ("asked", "code", "says"),
    [
        (("atlantis", "2026Q3"), 4, "tax"),
        (("tax", "1999Q1"), 4, "2026Q3"),
        (("tax", "third"), 4, "2026Q3"),
    ],
)
def test_an_unknown_name_is_answered_with_those_there_are(world, asked, code, says):
    with pytest.raises(Fixable) as trouble:
        owed(world[1], *asked)
    assert trouble.value.exit_code == code and says in trouble.value.text("zh") and says in trouble.value.text("en")


def test_an_unknown_region_is_too(world):
    with pytest.raises(Fixable, match="360000"):
        owed(world[1], "tax", "2026Q3", region="999999")
    assert owed(world[1], "tax", "2026Q3", region="360700")[0].rows.is_empty()


def test_a_file_in_the_way_stays_and_a_folder_that_cannot_be_is_said(world, third_quarter, tmp_path):
    there = tmp_path / "there.xlsx"
    there.write_text("old")
    with pytest.raises(Fixable) as trouble:
        write_one(there, third_quarter, "zh")
    assert trouble.value.exit_code == 6 and there.read_text() == "old"
    with pytest.raises(Fixable):
        write_one(there / "below.xlsx", third_quarter, "zh")
    lists = [third_quarter]
    assert [p.name for p in write_all(tmp_path / "all", lists, "en")] == ["2026Q3-tax.xlsx"]
    with pytest.raises(Fixable):
        write_all(tmp_path / "all", lists, "en")


def test_rows_gone_from_the_warehouse_and_a_home_without_snapshot(world, tmp_path):
    home = Home(tmp_path)
    with pytest.raises(Fixable) as trouble:
        owed(home, "tax", None)
    assert trouble.value.exit_code == 5
    moved = world[1].warehouse.rename(tmp_path / "moved")
    try:
        with pytest.raises(Fixable, match="warehouse"):
            owed(world[1], "tax", "2026Q3")
    finally:
        moved.rename(world[1].warehouse)


def test_filled_in_it_replaces_what_was_sent(world, third_quarter):
    source, home = world
    path = source.path / "measures" / "tax" / "2026-10-20" / "反馈.xlsx"
    path.parent.mkdir(parents=True)
    path.write_bytes(as_xlsx(third_quarter))
    book = openpyxl.load_workbook(path)
    sheet, head = book.worksheets[0], headings("zh")
    at = {c.value: i for i, c in enumerate(sheet[1])}
    news = {"checked_on": datetime(2026, 10, 12), "applied_on": datetime(2026, 10, 13), "fed_back_on": datetime(2026, 10, 19)}  # fmt: skip
    for row in sheet.iter_rows(min_row=2):
        for column, day in news.items():
            cell = row[at[head[column]]]
            cell.value = cell.value or day
        row[at[head["effect"]]].value = "部分履行"
        row[at[head["amount"]]].value = 1000.5
    book.save(path)
    receipt = check_file(path, "measures").receipt
    assert (receipt["kept"], receipt["refused"], receipt["warnings"]) == (7, 0, [])
    build(home, [source.path])
    left = owed(home, "tax", "2026Q4")[0]
    assert left.rows["measure_id"].to_list() == [] and left.counts == told(home, "2026Q4", "tax")
    assert write_one(home.path / "none.xlsx", left, "zh") is False and not (home.path / "none.xlsx").exists()
