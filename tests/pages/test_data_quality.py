"""What came in, what was refused, what is missing?"""

import json

import duckdb
import fastexcel
import pytest

from dashboard import words
from dashboard.access import Scope
from dashboard.components import odd_figures, receipt_file, scorecard
from dashboard.reads import data_quality
from tests import tiny
from tests.drawing import rows
from tests.pages.opening import opened, said

LANGUAGES = ["zh", "en"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    tiny.publish_tiny(folder)
    return folder


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_title_counts_files_rows_and_what_was_kept(home, monkeypatch, lang):
    text = said(opened(home, monkeypatch, "data_quality", lang=lang))
    title = {
        "zh": "收到4份文件、6,512行，接收率99.5%，1份整份退回",
        "en": "4 files and 6,512 rows came in, 99.5% kept; files refused whole: 1",
    }
    assert title[lang] in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_receipt_says_why_in_a_plain_sentence(home, monkeypatch, lang):
    text = said(opened(home, monkeypatch, "data_quality", lang=lang))
    assert {"zh": "文件不完整，请重新导出。", "en": "The file is cut off; export it again."}[lang] in text
    assert "34" in text and "published_on" in text


def test_findings_and_revisions_are_in_words(home, monkeypatch):
    text = said(opened(home, monkeypatch, "data_quality", lang="zh"))
    assert "主体名录中没有该主体" in text and "更正" in text and "unknown_entity" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_return_beside_counted_records_is_told_with_the_difference(home, monkeypatch, lang):
    text = said(opened(home, monkeypatch, "data_quality", lang=lang))
    found = {
        "zh": "既填报、又由业务数据计算的1个数中，1个不一致。",
        "en": "Of 1 figures both returned and counted from records, 1 differ.",
    }
    assert found[lang] in text and "98.5%" in text and "82.1%" in text and "+16.4" in text
    other = said(opened(home, monkeypatch, "data_quality", lang=lang, department="medical_insurance"))
    assert found[lang] not in other


def test_the_department_filter_narrows_the_page(home, monkeypatch):
    text = said(opened(home, monkeypatch, "data_quality", department="medical_insurance"))
    assert "收到1份文件、0行" in text and "tasks.csv" not in text


def test_the_five_blanks_are_told_apart(home, monkeypatch):
    text = said(opened(home, monkeypatch, "data_quality"))
    assert all(blank in text for blank in ("不适用", "未报送", "已退回", "已隐去", "数就是零"))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("publish", [tiny.publish_empty, tiny.publish_planned])
def test_nothing_received_is_said(tmp_path, monkeypatch, lang, publish):
    publish(tmp_path)
    text = said(opened(tmp_path, monkeypatch, "data_quality", lang=lang))
    assert "xh-state" in text or {"zh": "尚未收到任何文件", "en": "No file has come in yet"}[lang] in text


MARKS = """
    department_code      | dimension    | position | n_ok | n_required | rate  | points  | blank
    ---------------------+--------------+----------+------+------------+-------+---------+------------
    market_regulation    | completeness | 1        | 3    | 4          | 0.75  | 78.9474 |
    market_regulation    | timeliness   | 2        | 3    | 3          | 1.0   | 100.0   |
    market_regulation    | validity     | 4        | 9999 | 10000      | 0.999 | 100.0   |
    medical_insurance    | completeness | 1        | 0    | 0          |       |         | no_calendar
    medical_insurance    | readable     | 3        | 0    | 1          | 0.0   | 0.0     |            """
DUE = """
    feed      | department_code   | period | due_on     | received_on | state
    ----------+-------------------+--------+------------+-------------+--------
    decisions | market_regulation | 2026Q1 | 2026-04-10 | 2026-04-08  | on_time
    decisions | market_regulation | 2026Q2 | 2026-07-10 | 2026-07-15  | late
    decisions | market_regulation | 2026Q3 | 2026-10-10 |             | missing"""
CODES = """
    feed     | department_code   | quarter | n_records | n_coded | n_without | n_wrong | n_double
    ---------+-------------------+---------+-----------+---------+-----------+---------+---------
    entities | market_regulation | 2026Q3  | 1010      | 990     | 10        | 7       | 3       """
PATTERNS = """
    pattern               | indicator | act     | department_code   | region_code | quarter | n   | n_of | observed | reference
    ----------------------+-----------+---------+-------------------+-------------+---------+-----+------+----------+----------
    heaping_at_full       | M04-1     |         | market_regulation | 360000      | 2026Q3  | 9   | 10   | 0.9      | 0.12
    exactly_on_target     | M04-1     |         | market_regulation | 360000      | 2026Q3  | 8   | 10   | 0.95     | 1.5
    identical_quarters    | M04-1     |         | market_regulation | 360102      | 2026Q3  | 3   | 3    | 1061     | 1072
    shrinking_denominator | M04-1     |         | market_regulation | 360102      | 2026Q3  | 120 | 200  | 0.917    | 0.8
    limit_day_spike       |           | penalty | market_regulation | 360000      | 2026Q3  | 40  | 60   | 7.0      | 10.0     """
WEIGHTS = """
    pattern               | indicator | act     | department_code   | region_code | quarter | n_examined | p       | q      | state
    ----------------------+-----------+---------+-------------------+-------------+---------+------------+---------+--------+--------------
    heaping_at_full       | M04-1     |         | market_regulation | 360000      | 2026Q3  | 7          |         |        | all_full
    exactly_on_target     | M04-1     |         | market_regulation | 360000      | 2026Q3  | 7          | 0.02    | 0.14   | within_chance
    identical_quarters    | M04-1     |         | market_regulation | 360102      | 2026Q3  | 90         |         |        | same_cases
    shrinking_denominator | M04-1     |         | market_regulation | 360102      | 2026Q3  | 80         | 0.00001 | 0.0008 | beyond_chance """
TABLES = {"agg_due": DUE, "agg_code_quality": CODES, "agg_pattern": PATTERNS, "stat_pattern": WEIGHTS}


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    """The tiny snapshot with a scorecard, a calendar, codes and one of every pattern."""
    folder = tmp_path_factory.mktemp("scored")
    name = tiny.publish_tiny(folder)
    con = duckdb.connect(str(folder / "snapshots" / f"{name}.duckdb"))
    marks = [row | {"quarter": "2026Q4"} for row in rows(MARKS)]
    for table, drawn in [("stat_scorecard", marks), *((table, rows(picture)) for table, picture in TABLES.items())]:
        columns = ", ".join(drawn[0])
        con.executemany(
            f"insert into {table} ({columns}) values ({', '.join('?' * len(drawn[0]))})",
            [list(r.values()) for r in drawn],
        )
    con.close()
    return folder


@pytest.fixture
def view(scored, monkeypatch):
    """A scope on that snapshot, without a page."""
    monkeypatch.setenv("XINHENG_HOME", str(scored))
    return Scope("2026Q3-tiny", "jiangxi-2020", "2026Q3", "360000")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_mark_stands_with_its_counts_and_no_sum(scored, monkeypatch, lang):
    text = said(opened(scored, monkeypatch, "data_quality", lang=lang))
    assert "78.9</b> <small class=xh-quiet>3/4" in text and "100</b> <small class=xh-quiet>9,999/10,000" in text
    assert {"zh": "未列入报送日历", "en": "not in the due calendar"}[lang] in text
    assert {
        "zh": "2个部门中，应评各项均为满分的0个",
        "en": "Departments scored: 2; full marks in everything scored: 0.",
    }[lang] in text
    assert text.index("medical_insurance") < text.index("department=market_regulation")  # the lowest mark first


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_points_of_a_department_are_explained_one_by_one(scored, monkeypatch, lang):
    text = said(opened(scored, monkeypatch, "data_quality", lang=lang, department="market_regulation"))
    told = {
        "zh": ["3÷4＝75.00%，低于95%，按比例记78.9分。失分在未报的1期", "3÷3＝100.00%，达到95%，记满分100分"],
        "en": [
            "3 / 4 = 75.00%: under 95%, in proportion 78.9 points. Lost on periods not sent: 1",
            "3 / 3 = 100.00%: 95% or more",
        ],
    }
    assert all(sentence in text for sentence in told[lang])


def test_the_year_scored_is_the_one_in_which_the_quarter_was_sent(view):
    assert data_quality.window(view) == "2026Q4"
    assert (
        data_quality.window(Scope("2026Q3-tiny", "jiangxi-2020", "2027Q1", "360000")) == "2026Q4"
    )  # the latest there is


def test_points_just_short_of_full_never_read_100():
    assert (scorecard.points(99.98), scorecard.points(100.0), scorecard.points(0.0)) == ("99.9", "100", "0.0")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_late_and_missing_periods_are_counted(scored, monkeypatch, view, lang):
    text = said(opened(scored, monkeypatch, "data_quality", lang=lang))
    assert {
        "zh": "1项应报数据（部门和类别）中，有迟报或未报的1项",
        "en": "Feeds due (by department): 1; with periods late or missing: 1.",
    }[lang] in text
    [row] = data_quality.due(view, "2026Q4")
    assert (
        row["n_due"],
        row["n_on_time"],
        row["n_late"],
        row["n_missing"],
        row["days_after"],
        row["most_late_days"],
    ) == (3, 1, 1, 1, 11.5, 5)
    assert [r["state"] for r in data_quality.overdue(view)] == ["missing", "late"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_calendar_nobody_is_called_late(tmp_path, monkeypatch, lang):
    name = tiny.publish_tiny(tmp_path)
    con = duckdb.connect(str(tmp_path / "snapshots" / f"{name}.duckdb"))
    con.execute("insert into stat_scorecard values ('2026Q4', 'transport', 'readable', 3, 1, 1, 1.0, 100.0, null)")
    con.close()
    text = said(opened(tmp_path, monkeypatch, "data_quality", lang=lang))
    assert {"zh": "未设报送日历", "en": "No due calendar"}[lang] in text and {"zh": "有迟报", "en": "Feeds due"}[
        lang
    ] not in text


def test_codes_are_counted_beside_what_was_returned(view):
    [row] = data_quality.codes(view, "2026Q4")
    assert row["fault_rate"] == pytest.approx(10 / 1000) and row["coverage"] == pytest.approx(990 / 1010)
    assert row["returned_coverage"] is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_pattern_has_its_numbers_its_rule_and_no_blame(scored, monkeypatch, view, lang):
    text = said(opened(scored, monkeypatch, "data_quality", lang=lang))
    assert {"zh": "待核", "en": "to be checked"}[lang] in text
    words.use(lang)
    found = data_quality.patterns(view)
    assert {r["pattern"] for r in found} == set(odd_figures.PATTERNS)
    assert all(odd_figures.seen(r) in text and odd_figures.subject(r) in text for r in found)
    chances = {r["pattern"]: odd_figures.chance(r) for r in found}
    assert chances["limit_day_spike"] == "–" and "14" in chances["exactly_on_target"]
    assert "<0.1" in chances["shrinking_denominator"] and all(c.replace("<", "&lt;") in text for c in chances.values())
    words.use("zh")


def test_all_tables_can_be_taken_away(scored, monkeypatch):
    app = opened(scored, monkeypatch, "data_quality")
    assert not app.get("download_button")  # not before the fold is opened


def receipt_of(view, submission):
    file = next(r for r in data_quality.submissions(view).to_dicts() if r["submission_id"] == submission)
    return file, data_quality.problems(view).get(submission, []), data_quality.receipt_rows(view, submission)


def test_a_receipt_as_json_accounts_for_every_row(view):
    got = json.loads(receipt_file.as_json(view, *receipt_of(view, "s2")))
    assert got["rows"] == got["kept"] + got["refused"] + got["duplicates"] + got["dropped"] == 1500
    assert got["problem_counts"] == [{"rule": "exited_after_listed", "column": "published_on", "rows": 34}]
    assert got["problems"][0]["row"] == 41 and got["problems_not_listed"] == 33 and got["is_demo"]
    whole = json.loads(receipt_file.as_json(view, *receipt_of(view, "s3")))
    assert whole["file_error"]["rule"] == "truncated" and whole["problems"] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("submission", ["s1", "s2", "s3"])
def test_a_receipt_as_a_workbook_can_be_worked_down(view, lang, submission):
    words.use(lang)
    book = fastexcel.read_excel(receipt_file.as_xlsx(view, *receipt_of(view, submission)))
    sheets = [book.load_sheet(name, header_row=None).to_polars() for name in book.sheet_names]
    text = "\n".join(str(cell) for sheet in sheets for row in sheet.rows() for cell in row)
    assert {"zh": "演示数据", "en": "DEMO DATA"}[lang] in text
    if submission == "s2":
        assert "41" in text and {"zh": "2 月 30 日不是日期", "en": "30 February is not a date"}[lang] in text
    if submission == "s3":
        assert {"zh": "请重新导出", "en": "export it again"}[lang] in text
    words.use("zh")


FOLDS = ["scorecard_explained", "due_all", "overdue", "revisions", "all_files", "receipt", "downloads"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_folded_comes_when_it_is_opened(scored, monkeypatch, lang):
    app = opened(scored, monkeypatch, "data_quality", lang=lang)
    before = said(app)
    for fold in FOLDS:
        app.session_state[fold] = True
    app.run()
    assert not app.exception
    text = said(app)
    assert (
        len(text) > len(before)
        and "decisions_2026Q2.csv" in text
        and "decisions_2026Q2.csv" not in before.replace("s1", "")
    )
    assert {"zh": "失分在未报的1期", "en": "Lost on periods not sent: 1"}[lang] in text
    assert len(app.get("download_button")) >= 20  # CSV and XLSX of each table, JSON and XLSX of the receipt
    labels = [box.options for box in app.selectbox if box.key == "receipt_of"]
    assert (
        len(labels[0]) == 4 and {"zh": "医保", "en": "Medical insurance"}[lang] in labels[0][0]
    )  # refused whole comes first


def test_every_finding_of_the_checks_has_words():
    import re

    import queries

    for sql in queries.all_in("checks").values():
        codes = re.findall(r"'([a-z_]+)' as finding", sql) + re.findall(r"(?:then|else) '([a-z_]+)'", sql)
        assert codes
        for code in codes:
            assert words.has(f"data_quality.finding.{code}"), code


def test_a_receipt_chosen_before_the_department_was_narrowed_gives_way(scored, monkeypatch):
    app = opened(scored, monkeypatch, "data_quality")
    app.session_state["receipt"] = True
    app.run()
    app.selectbox(key="receipt_of").set_value("s1").run()
    app.query_params["department"] = "medical_insurance"
    app.run()
    assert not app.exception and "医保决定.csv" in app.selectbox(key="receipt_of").options[0]
