"""From a folder of files to the warehouse: once, whole, and without a trace of what must not be stored."""

import errno
import json
import os
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from data.errors import NoRoom, SourceUnusable
from data.ingest import digests, normalise, scan, stage, text, together
from data.ingest.stage import stage_source, staged_path
from data.ingest.warehouse import taking_in
from tests.data.conftest import SAMPLES, accounted, visit, visits
from tests.data.spoiling import spoiled

BOSTON = SAMPLES / "real" / "boston_311_2011" / "boston_311_2011.parquet"


@pytest.fixture
def source(tmp_path):
    """put(relative name, text) writes a file of the source and gives the source's folder."""
    folder = tmp_path / "source"

    def put(name, text):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder

    folder.mkdir()
    return put


def contents(warehouse):
    return {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in sorted(warehouse.rglob("*")) if p.is_file()}


def test_folders_say_who_sent_a_file_and_when_and_that_is_its_place_in_the_order(source, tmp_path):
    source("inspections/市场监管局/2024-06-02/乙.csv", visits(visit(1)))
    source("inspections/2024-06-01/甲.csv", visits(visit(2)))
    folder = source("inspections/丙.csv", visits(visit(3)))
    got = stage_source(folder, tmp_path / "warehouse")
    assert [(s.position, Path(s.file_name).name, s.department_code, s.received_on) for s in got.submissions] == [
        (0, "丙.csv", None, None), (1, "甲.csv", None, date(2024, 6, 1)), (2, "乙.csv", "market_regulation", date(2024, 6, 2)),
    ]  # fmt: skip
    assert got.as_of == date(2024, 6, 2)


def test_a_manifest_gives_the_day_of_receipt_where_folders_do_not(source, tmp_path):
    source("inspections/a.csv", visits(visit(1)))
    folder = source("manifest.csv", "file,received_on\ninspections/a.csv,2024-06-09\n")
    assert stage_source(folder, tmp_path / "w").submissions[0].received_on == date(2024, 6, 9)


def test_staging_twice_changes_nothing(source, tmp_path):
    source("inspections/a.csv", visits(visit(1), visit(2, on="不详")))
    folder = source("inspections/b.csv", b"")
    warehouse = tmp_path / "warehouse"
    first, before = stage_source(folder, warehouse), contents(warehouse)
    assert stage_source(folder, warehouse) == first
    assert contents(warehouse) == before


def test_what_is_staged_is_what_was_kept_with_its_row_numbers(source, tmp_path):
    folder = source("inspections/a.csv", visits(visit(1), visit(2, on="不详"), visit(3)))
    one = stage_source(folder, tmp_path / "w").submissions[0]
    assert one.staged == staged_path(tmp_path / "w", "inspections", one.submission_id)
    assert pl.read_parquet(one.staged).select("inspection_id", "_row").rows() == [("JC0001", 2), ("JC0003", 4)]
    problems = pl.read_parquet(one.problems)
    assert problems.columns == ["row", "column", "rule", "message_zh", "message_en"]
    assert problems.select("row", "column", "rule").rows() == [(3, "inspected_on", "not_a_day")]


def test_a_damaged_file_of_the_warehouse_is_made_again(source, tmp_path):
    folder = source("inspections/a.csv", visits(visit(1)))
    one = stage_source(folder, tmp_path / "w").submissions[0]
    whole = pl.read_parquet(one.staged)
    one.staged.write_bytes(one.staged.read_bytes()[:-7])
    assert pl.read_parquet(stage_source(folder, tmp_path / "w").submissions[0].staged).equals(whole)
    one.receipt.write_text("{", encoding="utf-8")
    assert stage_source(folder, tmp_path / "w").submissions[0].kept == 1


def test_an_identity_number_is_nowhere_in_the_warehouse(source, tmp_path):
    number = "99999919000230123X"
    source(
        f"inspections/{number}/检查{number}.csv", visits(visit(1), visit(2, code=number), visit(3, id=f"编号{number}"))
    )
    folder = source("inspections/b.csv", visits(visit(4, department=number)))
    got = stage_source(folder, tmp_path / "w")
    assert sum(s.masked for s in got.submissions) == 3
    everything = b"".join(p.read_bytes() + str(p).encode() for p in (tmp_path / "w").rglob("*") if p.is_file())
    staged = "".join(pl.read_parquet(s.staged).write_csv() for s in got.submissions)
    assert number.encode() not in everything and number not in staged and number not in repr(got.submissions)


@pytest.mark.parametrize("folder", ["missing", "empty"])
def test_a_source_without_files_says_what_to_put_there(tmp_path, folder):
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceUnusable) as error:
        stage_source(tmp_path / folder, tmp_path / "w")
    assert error.value.next_move[0] and error.value.next_move[1]


def test_a_folder_that_is_no_feed_is_answered_with_the_feeds(source, tmp_path):
    folder = source("inspection/a.csv", visits(visit(1)))
    with pytest.raises(SourceUnusable) as error:
        stage_source(folder, tmp_path / "w")
    assert "inspections" in error.value.text("zh")


def test_a_refused_file_is_a_submission_and_the_others_go_on(source, tmp_path):
    source("inspections/坏.xlsx", b"no workbook")
    folder = source("inspections/好.csv", visits(visit(1)))
    got = {Path(s.file_name).name: s for s in stage_source(folder, tmp_path / "w").submissions}
    assert got["坏.xlsx"].error_rule == "wrong_extension" and got["坏.xlsx"].staged is None
    assert got["好.csv"].kept == 1


def test_links_and_odd_names_do_no_harm(source, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text(visits(visit(1)), encoding="utf-8")
    folder = source("inspections/..甲 'b\".csv", visits(visit(2)))
    source("inspections/=cmd|'.csv", visits(visit(3)))
    (folder / "inspections" / "链接.csv").symlink_to(secret)
    (folder / "outside").symlink_to(tmp_path)
    os.close(os.open(os.fsencode(folder / "inspections") + b"/\xff\xfe.csv", os.O_CREAT))
    got = stage_source(folder, tmp_path / "w")
    assert [s.kept for s in got.submissions if s.error_rule is None] == [1]  # the name with two dots in front is hidden
    assert {s.error_rule for s in got.submissions} == {None, "link", "empty"}


def test_the_as_of_date_comes_from_the_source_never_from_the_clock(source, tmp_path):
    folder = source(
        "inspections/a.csv", visits(visit(1, on="2024-05-02"), visit(2, on="2204-05-03"), visit(3, on="2024-05-09"))
    )
    got = stage_source(folder, tmp_path / "w")
    assert got.as_of == date(2024, 5, 9) and got.submissions[0].refused == 1
    late = stage_source(folder, tmp_path / "w", as_of=date(2024, 5, 5))
    assert (late.as_of, late.submissions[0].refused) == (date(2024, 5, 5), 2)


def test_a_later_as_of_date_needs_no_second_look_where_nothing_was_late(source, tmp_path):
    folder = source("inspections/a.csv", visits(visit(1)))
    first = stage_source(folder, tmp_path / "w", as_of=date(2024, 6, 1)).submissions
    assert stage_source(folder, tmp_path / "w", as_of=date(2025, 6, 1)).submissions == first


def test_a_full_disk_is_a_sentence_and_leaves_no_half_written_file(source, tmp_path, monkeypatch):
    folder = source("inspections/a.csv", visits(visit(1)))

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(stage, "put_rows", full)
    with pytest.raises(NoRoom) as error:
        stage_source(folder, tmp_path / "w")
    assert error.value.exit_code == 6
    assert [p.name for p in (tmp_path / "w").rglob("*") if p.is_file()] == [".lock"]


def test_what_a_stopped_run_left_unfinished_is_taken_away_unless_another_is_taking_in(source, tmp_path):
    folder = source("inspections/a.csv", visits(visit(1)))
    left = tmp_path / "w" / "staged" / "inspections" / ".old.parquet.1-2.part"
    left.parent.mkdir(parents=True)
    left.touch()
    os.utime(left, (4e9, 4e9))  # a clock set back since: the age of a file says nothing
    with taking_in(tmp_path / "w"):
        left.touch()
        stage_source(folder, tmp_path / "w")
        assert left.exists()
    stage_source(folder, tmp_path / "w")
    assert not left.exists()


def test_small_files_taken_together_have_the_outcome_of_each_alone(source, tmp_path, monkeypatch):
    for number in range(24):
        feed, name, body, _ = spoiled(number, seed=6)
        folder = source(f"{feed}/{number}-{name}", body)
    head = "决定书文号,行政行为类型,决定部门,行政区划代码,决定日期,公示日期\n"
    for day, times in enumerate((["00:00:00", "00:00:00"], ["00:00:00", "09:30:00"]), 1):
        line = "甲{0}{1}号,行政许可,市财政局,360681,2024-06-1{0},2024-06-2{0} {2}\n"
        source(f"decisions/{day}.csv", head + "".join(line.format(day, i, at) for i, at in enumerate(times)))
    got = []
    for largest, some in ((together.SMALL, 0), (-1, normalise.SOME)):  # the first also looks at days value by value
        monkeypatch.setattr(together, "SMALL", largest)
        monkeypatch.setattr(normalise, "SOME", some)
        sent = stage_source(folder, tmp_path / f"w{largest}").submissions
        receipts = {s.file_name: json.loads(s.receipt.read_text(encoding="utf-8"))["receipt"] for s in sent}
        got.append((receipts, {s.file_name: pl.read_parquet(s.staged).to_dicts() for s in sent if s.staged}))
    assert got[0] == got[1]
    midnights, moments = (got[0][1][f"decisions/{day}.csv"] for day in (1, 2))
    assert [row["published_at"] for row in midnights] == [None, None]
    assert [row["published_at"] for row in moments] == [datetime(2024, 6, 22), datetime(2024, 6, 22, 9, 30)]


def test_a_file_that_is_still_being_copied_is_read_again_and_one_that_goes_on_changing_is_said(
    source, tmp_path, monkeypatch
):
    folder = source("inspections/a.csv", visits(visit(1)))
    file, real, looks = folder / "inspections" / "a.csv", stage.examine, []

    def examined(path, *args, **more):
        done = real(path, *args, **more)
        if len(looks) < looks_at_most:
            looks.append(path)
            file.write_text(visits(*[visit(i, id=f"JC{i:06d}") for i in range(len(looks) + 1)]), encoding="utf-8")
        return done

    monkeypatch.setattr(stage, "examine", examined)
    looks_at_most = 1
    (one,) = stage_source(folder, tmp_path / "w").submissions
    assert (one.rows, one.kept) == (2, 2)
    assert len(list((tmp_path / "w").rglob("*.json"))) == 1, "nothing stands under the name of bytes that were not read"
    looks_at_most = 99
    file.write_text(visits(visit(1, id="JC9")), encoding="utf-8")
    with pytest.raises(SourceUnusable, match="goes on changing"):
        stage_source(folder, tmp_path / "w")


def test_a_file_taken_away_while_it_is_read_is_one_that_cannot_be_read(source, tmp_path, monkeypatch):
    folder = source("inspections/a.csv", visits(visit(1)))
    source("inspections/b.csv", visits(visit(2, id="JC2")))
    real = stage.find_sent

    def found(*args):
        sent = real(*args)
        (folder / "inspections" / "a.csv").unlink(missing_ok=True)
        return sent

    monkeypatch.setattr(stage, "find_sent", found)
    gone, there = stage_source(folder, tmp_path / "w").submissions
    assert gone.error_rule and gone.size_bytes == 0 and there.kept == 1


def test_a_large_file_is_taken_in_parts_and_repeats_are_found_across_them(source, tmp_path, monkeypatch):
    monkeypatch.setattr(scan, "BATCH", 1_000)
    monkeypatch.setattr(scan, "SMALL", 100)
    monkeypatch.setattr(text, "SMALL", 100)
    lines = [visit(i, id=f"JC{i:06d}") for i in range(5_000)]
    folder = source("inspections/a.csv", visits(*lines, lines[10], visit(20, id="JC000020", result="不合格")))
    seen = []
    one = stage_source(folder, tmp_path / "w", progress=lambda name, rows: seen.append(rows)).submissions[0]
    assert (one.rows, one.kept, one.duplicates, one.refused) == (5_002, 4_999, 1, 2)
    assert pl.read_parquet(one.staged).height == 4_999
    assert len(seen) > 1 and sum(seen) == 5_002
    assert not list((tmp_path / "w").rglob("*.part"))


BOSTON_TOML = """
[feeds.decisions]
rename = { case_enquiry_id = "decision_id", open_dt = "decided_on", target_dt = "due_on", closed_dt = "published_on", department = "department_code" }
constants = { act = "licence", region_code = "boston" }
id_scheme = "any"
[regions]
file = "regions.csv"
[departments]
file = "departments.csv"
"""


@pytest.mark.skipif(not BOSTON.exists(), reason="../shared/samples is not beside this checkout")
def test_a_real_foreign_register_comes_in_through_a_mapping_alone(source, tmp_path):
    source("source.toml", BOSTON_TOML)
    source("regions.csv", "region_code,name_zh,name_en,level,kind\nboston,波士顿,Boston,city,city\n")
    departments = pl.read_parquet(BOSTON)["department"].unique().to_list()
    source(
        "departments.csv", "department_code,name_zh,name_en\n" + "".join(f"{d.lower()},{d},{d}\n" for d in departments)
    )
    folder = source("decisions/requests.parquet", BOSTON.read_bytes())
    one = stage_source(folder, tmp_path / "w").submissions[0]
    assert (one.rows, one.kept, one.refused) == (58_251, 58_251, 0)
    rows = pl.read_parquet(one.staged)
    first = rows.filter(pl.col("decision_id") == "101000295613").row(0, named=True)
    assert first["decided_at"] == datetime(2011, 7, 1, 1, 32, 33) and first["due_at"] == datetime(
        2011, 7, 15, 1, 32, 32
    )
    assert rows["due_on"].null_count() == 10_981 and rows["department_code"].n_unique() == 11
    assert accounted(vars(one))


def test_a_file_unchanged_is_not_read_again_and_one_that_was_written_to_is(tmp_path, monkeypatch):
    file, read = tmp_path / "a.csv", []
    monkeypatch.setattr(digests, "digest", lambda path: read.append(path) or path.read_text())
    monkeypatch.setattr(digests, "SETTLED", 0)

    def asked(*, trusts):
        read.clear()
        book = digests.Digests(tmp_path / "book.json", trusts=trusts)
        found = book.of(file)
        book.keep()
        return found, len(read)

    file.write_text("one")
    assert asked(trusts=True) == ("one", 1)
    assert asked(trusts=True) == ("one", 0)
    assert asked(trusts=False) == ("one", 1)
    file.write_text("two")
    os.utime(file, ns=(0, 0))  # as long as before, and dated back
    assert asked(trusts=True) == ("two", 1)
    monkeypatch.setattr(digests, "SETTLED", 10**15)  # it may still be written to
    file.write_text("six")
    assert [asked(trusts=True), asked(trusts=True)] == [("six", 1), ("six", 1)]
