"""The due calendar of a source: what it makes due, and what it says where it cannot be read."""

from datetime import date

import pytest

from data.due import due_periods, read_due
from data.errors import SourceUnusable
from data.mapping import read_settings
from tests.drawing import shows

PLAIN = '[[due]]\nfeed = "decisions"\ndepartments = ["*"]\nevery = "quarter"\nwithin_days = 10\nfrom = 2024-01-01\n'


@pytest.fixture
def calendar(tmp_path):
    def written(text):
        path = tmp_path / "due.toml"
        path.write_text(text, encoding="utf-8")
        return read_due(path, ["harbour_office"])

    return written


def test_periods_that_have_ended_are_listed_with_the_day_they_are_due(calendar):
    got = due_periods(
        calendar(PLAIN.replace("2024-01-01", "2024-02-01")), date(2024, 12, 30), source="S", region_code="360000"
    )
    shows(
        got,
        """
        source | region_code | feed      | department_code | period | period_end | next_end   | due_on
        -------+-------------+-----------+-----------------+--------+------------+------------+-----------
        S      | 360000      | decisions | *               | 2024Q2 | 2024-06-30 | 2024-09-30 | 2024-07-10
        S      | 360000      | decisions | *               | 2024Q3 | 2024-09-30 | 2024-12-31 | 2024-10-10 """,
    )


@pytest.mark.parametrize(
    ("every", "first"), [("month", "2024-01 2024-01-31"), ("quarter", "2024Q1 2024-03-31"), ("year", "2024 2024-12-31")]
)
def test_a_month_a_quarter_or_a_year(calendar, every, first):
    row = due_periods(calendar(PLAIN.replace("quarter", every)), date(2025, 2, 1)).row(0, named=True)
    assert f"{row['period']} {row['period_end']}" == first


def test_departments_are_codes_names_or_the_sources_own(calendar):
    entries = calendar(PLAIN.replace('["*"]', '["市场监管局", "transport", "harbour_office"]'))
    assert entries[0].departments == ("market_regulation", "transport", "harbour_office")
    assert due_periods(entries, date(2024, 4, 1)).height == 3


def test_until_ends_a_calendar_and_another_may_follow(calendar):
    text = PLAIN + "until = 2024-06-30\n" + PLAIN.replace("2024-01-01", "2024-07-01").replace("quarter", "month")
    assert due_periods(calendar(text), date(2024, 9, 1))["period"].to_list() == [
        "2024Q1",
        "2024Q2",
        "2024-07",
        "2024-08",
    ]


def test_an_entry_may_say_whom_it_is_owed_to(calendar):
    # a source that shows plans of several jurisdictions owes for none in particular, unless an entry says so
    for text, place in ((PLAIN, None), (PLAIN + 'region = "360000"\n', "360000")):
        rows = due_periods(calendar(text), date(2024, 4, 1), region_code=None)
        assert rows["region_code"].to_list() == [place]


def test_nothing_ended_is_nothing_due(calendar):
    assert due_periods(calendar(PLAIN), date(2023, 1, 1)).is_empty() and due_periods([], date(2024, 1, 1)).is_empty()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (PLAIN.replace("decisions", "visits"), "due[1].feed"),
        (PLAIN.replace("quarter", "fortnight"), "due[1].every"),
        (PLAIN.replace('["*"]', '["魔法部"]'), "due[1].departments"),
        (PLAIN.replace('["*"]', '["*", "transport"]'), "due[1].departments"),
        (PLAIN.replace('["*"]', "[]"), "due[1].departments"),
        (PLAIN.replace('["*"]', '"*"'), "due[1].departments"),
        (PLAIN.replace("10", "-1"), "due[1].within_days"),
        (PLAIN.replace("10", '"ten"'), "due[1].within_days"),
        (PLAIN.replace("2024-01-01", '"soon"'), "due[1].from"),
        (PLAIN + "until = 2023-01-01\n", "due[1].until"),
        (PLAIN + "withn = 3\n", "due[1].withn"),
        (PLAIN + 'region = "江西"\n', "due[1].region"),
        (PLAIN.replace("within_days = 10\n", ""), "due[1].within_days"),
        (PLAIN + PLAIN, "due[2]"),
        ('due = "decisions"', "due"),
        ("due = [3]", "due[1]"),
        ("[[dew]]\n", "dew"),
        ("[[due]\n", "TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_entry_and_key_in_both_languages(calendar, text, says):
    with pytest.raises(SourceUnusable) as error:
        calendar(text)
    assert says in error.value.text("zh") and says in error.value.text("en") and error.value.where == "due.toml"


def test_a_source_has_the_calendar_beside_its_settings(tmp_path):
    (tmp_path / "due.toml").write_text(PLAIN, encoding="utf-8")
    assert read_settings(tmp_path).due_file == tmp_path / "due.toml"
    (tmp_path / "source.toml").write_text('plans = ["jiangxi-2020"]\n', encoding="utf-8")
    assert read_settings(tmp_path).due_file == tmp_path / "due.toml"
    (tmp_path / "source.toml").write_text('[due]\nfile = "应报.toml"\n', encoding="utf-8")
    assert read_settings(tmp_path).due_file == tmp_path / "应报.toml"
