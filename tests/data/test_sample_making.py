"""What makes the sample fast gives what the plain way gives: lookups, draws, document numbers, workbooks, long files."""

import json
import time
from datetime import date
from types import SimpleNamespace

import numpy as np
import openpyxl
import polars as pl
import pytest
from stdnum.cn import uscc

from data.sample import world, write
from data.sample.chance import among, one_of
from data.sample.codes import credit_code_column, credit_codes
from data.sample.columns import as_text, named, numbered
from data.sample.crew import share_out
from data.sample.deliveries import deliveries
from data.sample.spreadsheet import write_sheets
from data.sample.truth import Truth
from data.sample.world import by_day, of_day, read_world


@pytest.fixture(scope="module")
def jiangxi():
    return read_world(
        "360000", seed=7, scale=0.1, first_year=2019, n_quarters=31, backlog_until=2023, as_of="2026-10-10"
    )


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_day_looked_up_is_a_day_searched_for(side):
    bounds = np.array(["2019-04-01", "2020-01-01", "2026-10-10"], "datetime64[D]")
    days = np.array(
        ["1960-01-01", "2019-03-31", "2019-04-01", "2020-06-01", "2026-10-10", "2120-01-01", "NaT"], "datetime64[D]"
    )
    assert (of_day(by_day(bounds, side=side), days) == np.searchsorted(bounds, days, side=side)).all()


@pytest.mark.parametrize("n", [1, 2, 5, 12, 13, 122, 900])
def test_one_of_several_is_what_numpy_finds(n):
    rng = np.random.default_rng(n)
    shares = rng.random(n) ** 4
    shares /= shares.sum()
    u = np.append(rng.random(5000), [0.0, np.nextafter(1, 0), *np.cumsum(shares)[:-1]])
    assert (among(shares, u) == np.searchsorted(np.cumsum(shares), u).clip(0, n - 1)).all()
    one, other = np.random.default_rng(1), np.random.default_rng(1)
    assert (one_of(one, shares, 3000) == other.choice(n, 3000, p=shares)).all()


def test_codes_made_as_a_column_are_the_codes_and_valid():
    kinds, divisions = np.array(["91", "52"]), np.array(["360102", "360781"])
    kind, division, serials = np.arange(60) % 2, np.arange(60) // 7 % 2, np.arange(60) * 387_420_489 % 31**6
    column = credit_code_column(kinds, kind, divisions, division, serials)
    assert column.to_list() == credit_codes(kinds[kind], divisions[division], serials).tolist()
    assert all(map(uscc.is_valid, column))


def test_numbers_of_documents_hold_their_width_or_grow():
    days = np.array(["2019-12-31", "2024-02-29"], "datetime64[D]")
    assert numbered("SJ", days, np.array([1, 23]), 4).to_list() == ["SJ-2019-0001", "SJ-2024-0023"]
    assert numbered("SJ", days, np.array([9, 12_345]), 4).to_list() == ["SJ-2019-00009", "SJ-2024-12345"]
    assert numbered("SJ", days[:0], np.array([], int), 4).to_list() == []


def test_words_by_their_number_and_none():
    rows = pl.DataFrame({"a": named(np.array([1, -1, 0]), ["x", "y"]), "b": named(np.array([0, 0, 1]), ["x", "y"])})
    assert as_text(rows).rows() == [("y", "x"), (None, "x"), ("x", "y")]


def test_a_workbook_of_our_own_is_read_by_others(tmp_path):
    table = pl.DataFrame({"名称": ["甲<乙>&丙", None, "丁"], "数": [1, 2, None], "额": [0.5, None, 3.25]})
    paths = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    write_sheets(paths, [2, 1], table, "标题 & 说明")
    sheets = [list(openpyxl.load_workbook(path).active.iter_rows(values_only=True)) for path in paths]
    head = [("标题 & 说明", None, None), ("名称", "数", "额")]
    assert sheets == [[*head, ("甲<乙>&丙", 1, 0.5), (None, 2, None)], [*head, ("丁", None, 3.25)]]
    assert pl.read_excel(paths[0], engine="calamine", read_options={"header_row": 1}).rows() == table[:2].rows()
    write_sheets([tmp_path / "c.xlsx"], [2], table[:2], "标题 & 说明")
    assert (tmp_path / "c.xlsx").read_bytes() == paths[0].read_bytes()


def test_what_is_too_long_comes_as_parquet_piece_by_piece_but_for_what_is_typed(jiangxi, tmp_path, monkeypatch):
    monkeypatch.setattr(write, "LARGEST_TEXT", 5)
    plan = deliveries(jiangxi, "transport", "decisions")
    typed = plan.labels.index("2025年第2季度")
    box = write.Outbox(tmp_path)
    with box.office("decisions", "transport", plan) as office:
        for part in range(3):
            file = np.repeat([0, 1, typed], [4, 1, 4])
            rows = pl.DataFrame(
                {"decision_id": [f"{part}-{i}" for i in range(9)], "decided_on": [date(2020, 1, 2)] * 9}
            )
            office.send(rows.with_columns(_file=pl.Series(file)))
    found = {p.name: p for p in tmp_path.rglob("*.*")}
    names = [f"行政行为公示信息_{label}" for label in (plan.labels[0], plan.labels[1], plan.labels[typed])]
    assert found.keys() == {f"{names[0]}.parquet", f"{names[1]}.csv", f"{names[2]}.csv"}
    whole = pl.read_parquet(found[f"{names[0]}.parquet"])
    assert whole["决定书文号"].to_list() == [f"{part}-{i}" for part in range(3) for i in range(4)]
    assert whole["决定日期"].unique().to_list() == [date(2020, 1, 2)]
    assert found[f"{names[2]}.csv"].read_text("utf-8").splitlines()[-1] == "2-8,2020-01-02"
    assert box.rows == {"decisions": 27} and box.files == {"decisions": 3}


def test_parts_have_their_own_numbers_and_add_up(jiangxi, monkeypatch):
    monkeypatch.setattr(world, "PART", 1000)
    parts = jiangxi.parts(43_210)
    assert [p.rows_before for p in parts] == np.cumsum([0, *(p.count(43_210) for p in parts)])[:-1].tolist()
    assert sum(p.count(43_210) for p in parts) == 4321 and max(p.count(43_210) for p in parts) <= 1000
    first, second = (part.stream("a").random() for part in parts[:2])
    assert first == jiangxi.stream("a").random() != second
    assert parts[1].lasting_stream("a").random() == first
    assert parts[0].lasting(lambda: 2, "b") == parts[1].lasting(lambda: 3, "b") == 2
    assert parts[0].lasting(lambda: 4, "b") == 4  # who begins anew draws anew
    assert parts[1].once(lambda: 5, "c") == parts[0].once(lambda: 6, "c") == 5


def test_counts_of_parts_add_up_in_the_truth_and_other_facts_stand_apart():
    truth, sheet = Truth("p", 1, 1.0, "2026-10-10"), Truth("p", 1, 1.0, "2026-10-10")
    for notes, n in ((truth, 1), (sheet, 10)):
        notes.note("a", where="x", n=n, n_by={"A": n}, by_quarter=[n, 0])
        notes.note("a", where="y", n=n)
    truth.take_in(sheet)
    one = {"kind": "a", "where": "x", "n": 11, "n_by": {"A": 11}, "by_quarter": [11, 0]}
    assert truth.planted == [one, {"kind": "a", "where": "y", "n": 11}]
    json.dumps(truth.planted)


def test_an_error_in_one_work_is_raised_and_the_rest_left(tmp_path):
    done = []

    def fails(*_):
        raise RuntimeError("no")

    works = [fails, *[lambda *_: (time.sleep(0.02), done.append(1))] * 50]
    with pytest.raises(RuntimeError, match="no"):
        share_out(works, SimpleNamespace(root=tmp_path), Truth("p", 1, 1.0, "2026-10-10"), at_once=1)
    assert len(done) < 50
