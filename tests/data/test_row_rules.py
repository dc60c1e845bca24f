"""Row rules of a mapping: rows that are none of the feed's, numbers put together, days worked out, and clear refusals."""

from datetime import date

import pytest

from data.errors import SourceUnusable
from data.ingest.stage import stage_source
from data.mapping import read_settings
from tests.data.conftest import accounted, rules

ITEMS = """
Case,Item,Found,Allowed,State,Mended
7,a,5/1/2019,10,Yes,5/9/2019
7,a,5/1/2019,10,Yes,5/9/2019
7,b,5/1/2019,30,No,5/2/2019
8,a,5/3/2019,,Yes,5/1/2019
8,b,5/3/2019,10,Not required,
9,a,5/4/2019,soon,Yes,
9,b,5/4/2019,1.5,Yes,
""".strip()
MAPPING = """
[feeds.decisions]
rename = { Found = "decided_on", Mended = "published_on" }
joined.decision_id = ["Case", "Item", "#row"]
date_formats = "%m/%d/%Y"
days_after.due_on = { from = "decided_on", days = "Allowed" }
drop.State = ["Not required", ""]
empty.published_on.State = ["No"]
not_before.published_on = "decided_on"
constants = { act = "inspection", region_code = "360102", department_code = "market_regulation" }
"""


def mapping(tmp_path, text):
    path = tmp_path / "source.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


def test_what_a_register_does_not_say_is_put_together_from_what_it_says(send, tmp_path):
    got = send("items.csv", ITEMS, "decisions", mapping(tmp_path, MAPPING))
    kept = got.kept.select("decision_id", "decided_on", "due_on", "published_on").rows()
    assert kept == [
        ("7-a-2", date(2019, 5, 1), date(2019, 5, 11), date(2019, 5, 9)),
        ("7-a-3", date(2019, 5, 1), date(2019, 5, 11), date(2019, 5, 9)),  # the same line twice is two items
        ("7-b-4", date(2019, 5, 1), date(2019, 5, 31), None),  # dated, and yet not mended
        ("8-a-5", date(2019, 5, 3), None, date(2019, 5, 3)),  # no limit; mended before it was entered
    ]


def test_the_receipt_says_what_the_mapping_did_and_loses_no_row(send, tmp_path):
    got = send("items.csv", ITEMS, "decisions", mapping(tmp_path, MAPPING))
    r = got.receipt
    assert accounted(r) and (r["rows"], r["kept"], r["refused"], r["dropped"]) == (7, 4, 2, 1)
    assert rules(got) == [(7, "due_on", "not_a_number"), (8, "due_on", "not_a_number")]  # soon; a day and a half
    told = {w["rule"]: w["message_en"] for w in r["warnings"]}
    assert told["dropped_by_mapping"].endswith("1 (by State)")
    assert "1 rows (published_on)" in told["day_raised_by_mapping"]
    assert "columns_dropped" not in told  # what a rule looks at has been read


def test_a_number_of_days_may_stand_in_the_mapping_itself(send, tmp_path):
    text = MAPPING.replace('days = "Allowed"', "days = 20")
    got = send("items.csv", ITEMS, "decisions", mapping(tmp_path, text))
    assert set(got.kept["due_on"] - got.kept["decided_on"]) == {date(2019, 1, 21) - date(2019, 1, 1)}


def test_empty_cells_may_be_given_a_word_and_one_heading_may_fill_two_columns(send, tmp_path):
    text = """
    [feeds.grades]
    rename = { Id = "entity_id", Risk = "grade" }
    joined.tier = ["Risk"]
    values.tier = { High = "D", "" = "A" }
    values.grade = { "" = "none given" }
    constants = { scheme = "market_risk", valid_from = "2016-01-01" }
    id_scheme = "any"
    """
    got = send("grades.csv", "Id,Risk\n1,High\n2,\n", "grades", mapping(tmp_path, text))
    assert got.kept.select("entity_id", "grade", "tier").rows() == [("1", "High", "D"), ("2", "none given", "A")]


def test_a_number_lacking_one_of_its_parts_is_no_number(send, tmp_path):
    got = send("items.csv", ITEMS.replace("7,b,", "7,,"), "decisions", mapping(tmp_path, MAPPING))
    assert (4, "decision_id", "required") in rules(got)


def test_one_file_may_feed_two_feeds(tmp_path):
    (tmp_path / "source" / "entities").mkdir(parents=True)
    (tmp_path / "source" / "entities" / "all.csv").write_text("Id,Place,Risk\n1,360102,High\n2,360102,\n", "utf-8")
    (tmp_path / "source" / "source.toml").write_text("""
        [feeds.entities]
        rename = { Id = "entity_id", Place = "region_code" }
        constants = { subject_class = "enterprise", registered_on = "2016-01-01" }
        id_scheme = "any"
        [feeds.grades]
        read_from = ["entities"]
        rename = { Id = "entity_id", Risk = "grade" }
        drop.Risk = ""
        constants = { scheme = "market_risk", tier = "D", valid_from = "2016-01-01" }
        id_scheme = "any"
        """, "utf-8")  # fmt: skip
    sent = stage_source(tmp_path / "source", tmp_path / "warehouse").submissions
    assert [(s.feed, s.file_name, s.rows, s.kept, s.dropped) for s in sent] == [
        ("entities", "entities/all.csv", 2, 2, 0), ("grades", "entities/all.csv", 2, 1, 1)]  # fmt: skip
    assert len({s.submission_id for s in sent}) == 2


def test_a_file_without_a_heading_the_mapping_speaks_of_is_refused_by_name(send, tmp_path):
    got = send("items.csv", ITEMS.replace("Allowed", "Days"), "decisions", mapping(tmp_path, MAPPING))
    assert got.receipt["file_error"]["rule"] == "column_missing" and "Allowed" in got.receipt["file_error"]["message"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('drop = "State"', "feeds.decisions.drop"),
        ("drop.State = []", "feeds.decisions.drop.State"),
        ('joined.number = ["Case"]', "number cannot stand here"),
        ('rename = { No = "decision_id" }\njoined.decision_id = ["Case"]', "decision_id is given in two ways"),
        ('empty.mended.State = ["No"]', "mended cannot stand here"),
        ('empty.published_on = ["No"]', "feeds.decisions.empty.published_on"),
        ('days_after.due_on = { from = "decided_on" }', "from and days are wanted"),
        ('days_after.due_on = { from = "act", days = 3 }', "act cannot stand here"),
        ('days_after.due_on = { from = "due_on", days = 3 }', "due_on cannot stand here"),
        ('not_before.published_on = "yesterday"', "yesterday cannot stand here"),
        ('read_from = ["visits"]', "no feed visits"),
    ],
)
def test_a_slip_in_a_rule_is_named_with_the_next_move(tmp_path, line, told):
    with pytest.raises(SourceUnusable) as error:
        mapping(tmp_path, f"[feeds.decisions]\n{line}\n")
    assert told in error.value.text("en")
    assert error.value.text("zh").startswith("source.toml:") and error.value.next_move[0]
