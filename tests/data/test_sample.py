"""The sample is the same for the same seed, is read by anybody's tools, and holds the truth it says it holds."""

import errno
import hashlib
import json
import os
import tomllib
from collections import defaultdict
from datetime import date

import polars as pl
import pytest
from chinese_calendar import constants
from stdnum.cn import uscc

from data import plan as packs
from data.due import due_periods, read_due
from data.errors import Fixable, NoRoom
from data.ingest.check import check_file
from data.ingest.source import find_sent
from data.sample import PLANS, crew, decisions, source, world, write, write_source
from data.sample.codes import ALPHABET
from data.sample.deliveries import TARDY, deliveries
from data.sample.entities import make_entities
from data.sample.goals import TARGETS, line
from data.sample.returns import RETURNS
from data.sample.source import read_scale, read_seed
from data.sample.spoil import NOBODY
from data.sample.world import read_world
from metrics.rates import wilson
from tests.data.test_sample_reading import first_column, kept_rows, limit_end, read_rows


@pytest.fixture(scope="module")
def jiangxi(tmp_path_factory):
    out = tmp_path_factory.mktemp("jiangxi")
    return out, write_source("jiangxi-2020", out, scale=0.05)


@pytest.fixture(scope="module")
def in_time():
    """Counts (in time, due) per quarter of decision, by the holiday package and not by our table."""

    def count(rows, as_of, act="licence"):
        counts = {}
        for row in rows:
            end = limit_end(date.fromisoformat(row["decided_on"]), constants.holidays, constants.workdays)
            if row["act"] != act or end.isoformat() > as_of:
                continue
            met = bool(row["published_on"]) and row["published_on"] <= end.isoformat()
            year, month = row["decided_on"][:4], int(row["decided_on"][5:7])
            quarter = f"{year}Q{(month + 2) // 3}"
            x, n = counts.get(quarter, (0, 0))
            counts[quarter] = (x + met, n + 1)
        return counts

    return count


def digest(folder):
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return hashlib.sha256(
        b"".join(p.relative_to(folder).as_posix().encode() + p.read_bytes() for p in files)
    ).hexdigest()


@pytest.mark.parametrize("plan", PLANS)
def test_the_same_seed_gives_the_same_bytes_however_many_work_on_it_and_another_seed_others(
    plan, tmp_path, monkeypatch
):
    monkeypatch.setattr(world, "PART", 400)
    monkeypatch.setattr(write, "LARGEST_TEXT", 250)
    for name, seed, at_once in (("one", 1, 1), ("again", 1, 4), ("other", 2, 2)):
        monkeypatch.setattr(crew, "AT_ONCE", at_once)
        write_source(plan, tmp_path / name, scale=0.02, seed=seed)
    assert digest(tmp_path / "one") == digest(tmp_path / "again") != digest(tmp_path / "other")


def test_scale_multiplies_organisations_and_events_alike(jiangxi, tmp_path):
    small, large = jiangxi[1], write_source("jiangxi-2020", tmp_path / "twice", scale=0.1)
    for feed in ("entities", "decisions", "archives", "grades", "commitments", "credit_checks"):
        assert large.rows[feed] / small.rows[feed] == pytest.approx(2, rel=0.05)
    # A few more entities of the highest risk make many more visits and talks.
    assert large.rows["inspections"] / small.rows["inspections"] == pytest.approx(2, rel=0.15)
    assert large.rows["inspection_plans"] == small.rows["inspection_plans"]
    assert large.files.keys() == small.files.keys()


def test_every_code_is_valid_but_the_six_spoiled_on_purpose(jiangxi):
    codes = [code for path in sorted((jiangxi[0] / "entities").rglob("*.*")) for code in first_column(path)]
    wrong = [code for code in codes if not uscc.is_valid(code)]
    assert len(wrong) == 6
    assert len(set(codes) - set(wrong)) > 1400
    assert all(code[8:10] == "XH" for code in codes)  # nobody takes one for a real organisation's


def test_the_late_licences_are_found_by_counting_the_files(jiangxi, in_time):
    out, truth = jiangxi
    plant = next(p for p in truth.lagging if p["indicator"] == "M13-1-L")
    counted = in_time(kept_rows(out, "decisions", plant["department"], key="decision_id"), truth.as_of)
    assert [counted[q] for q in plant["quarters"]] == list(zip(plant["numerator"], plant["denominator"], strict=True))


def test_only_planted_departments_fall_short_in_a_returned_indicator(jiangxi):
    bar = {
        (i["code"], t["comparator"]): t["value"]
        for i in packs.read_pack(packs.PLANS / TARGETS).indicators
        for t in i["target"]
        if t["date"].year == 2025
    }
    sums = defaultdict(lambda: [0, 0])
    for row in read_rows(jiangxi[0], "returns"):
        if row["period"].startswith("2026") and row["indicator"]:
            pair = sums[row["indicator"], row["department_code"]]
            pair[0] += int(row["numerator"])
            pair[1] += int(row["denominator"])
    rates = {pair: x / n for pair, (x, n) in sums.items()}
    # and two beside their registers: one that flatters (planted/beside.py), one that returns what its own records give
    assert len(rates) == sum(len(item.departments) for item in RETURNS) + 2
    short = {
        pair for pair, rate in rates.items() if rate < bar.get((pair[0], ">="), 0) or rate > bar.get((pair[0], "<="), 1)
    }
    lagging = {(p["indicator"], p["department"]) for p in jiangxi[1].lagging}
    everybody = {pair for pair in rates if pair[0] in {"M01-4", "M06-1", "M18-1"}}  # shortfalls all offices share
    assert short - everybody == {("M10-1", "emergency"), ("M10-1", "transport")} <= lagging
    # One department says in every city that it stands exactly on the target.
    assert {pair for pair in rates if pair[0] == "M01-4"} - short == {("M01-4", "human_resources")}


@pytest.mark.slow
def test_at_full_size_nobody_else_surely_publishes_too_late():
    """By quarter and department over the last two years, an upper Wilson limit under the line is the planted one's."""
    whole = read_world(
        "360000", seed=20200709, scale=1, first_year=2019, n_quarters=31, backlog_until=2023, as_of="2026-10-10"
    )
    entities = make_entities(whole)
    behind = set()
    for department, office in decisions.OFFICES.items():
        acts = decisions.make_acts(entities, department, office)
        plan = deliveries(whole, department, "decisions")
        for indicator, own in zip(decisions.INDICATORS, (["licence"], ["penalty"], decisions.ACTS[2:]), strict=True):
            counts = decisions.in_time_counts(acts.filter(pl.col("act").is_in(list(own))), entities, plan)
            recent = counts.filter((pl.col("quarter") >= 23) & (pl.col("denominator") >= 30))
            high = wilson(recent["numerator"].to_numpy().astype(float), recent["denominator"].to_numpy().astype(float))[
                1
            ]
            if (high < line(whole, indicator)[recent["quarter"].to_numpy()]).any():
                behind.add((department, indicator))
    assert behind == {("housing_construction", "M13-1-L")}


def test_licences_are_late_far_more_often_than_penalties(jiangxi, in_time):
    out, truth = jiangxi
    rows = kept_rows(out, "decisions", "transport", key="decision_id")
    late = {}
    for act in ("licence", "penalty"):
        counts = in_time(rows, truth.as_of, act=act).values()
        late[act] = 1 - sum(x for x, _ in counts) / sum(n for _, n in counts)
    assert 0.015 < late["licence"] < 0.06
    assert late["penalty"] < late["licence"] / 4


def test_everything_spoiled_is_recorded_and_the_identity_number_is_nobodys(jiangxi):
    out, truth = jiangxi
    assert len(truth.spoiled) == 10
    assert all((out / s["file"]).is_file() for s in truth.spoiled)
    holding = [p for p in (out / "decisions").rglob("*.csv") if NOBODY.encode() in p.read_bytes()]
    assert [p.relative_to(out).as_posix() for p in holding] == [
        s["file"] for s in truth.spoiled if s["what"] == "identity_number"
    ]
    assert NOBODY.startswith("999999") and not uscc.is_valid(NOBODY)
    assert set(ALPHABET).isdisjoint("IOSVZ")


def test_the_source_says_that_it_is_a_demo_of_one_plan(jiangxi):
    out, truth = jiangxi
    settings = tomllib.loads((out / "source.toml").read_text("utf-8"))
    assert settings["demo"] is True
    assert settings["plans"] == ["jiangxi-2020", "zhejiang-2020", "siyang-2016"]
    assert settings["as_of"].isoformat() == truth.as_of
    assert json.loads((out / "truth.json").read_text("utf-8"))["plan"] == "jiangxi-2020"


def test_a_folder_with_files_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(Fixable):
        write_source("hegang-2020", tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    "what",
    [{"plan": "atlantis-2020"}, {"scale": 0}, {"scale": -1}, {"scale": float("nan")}, {"scale": 1e6}, {"seed": -1}],
)
def test_what_cannot_be_made_is_said_and_nothing_written(tmp_path, what):
    with pytest.raises(Fixable) as said:
        write_source(**({"plan": "hegang-2020", "out": tmp_path / "a"} | what))
    assert said.value.text("zh") and said.value.text("en") and not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["", "abc", "0", "-1", "nan", "inf", "1e9", "0.001"])
def test_a_scale_that_is_none_is_said(text):
    with pytest.raises(Fixable, match="--scale"):
        read_scale(text)
    assert read_scale("0.5") == 0.5


@pytest.mark.parametrize("text", ["", "-1", "1.5", "abc", "²"])
def test_a_seed_that_is_none_is_said(text):
    with pytest.raises(Fixable, match="--seed"):
        read_seed(text)
    assert read_seed("7") == 7


def test_a_file_in_place_of_the_folder_is_said(tmp_path):
    (tmp_path / "mine").write_text("x")
    with pytest.raises(Fixable):
        write_source("hegang-2020", tmp_path / "mine")
    assert (tmp_path / "mine").read_text() == "x"


def test_a_disk_that_fills_up_is_said_and_leaves_no_half_source(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setitem(write.WRITERS, "csv", full)
    with pytest.raises(NoRoom):
        write_source("jiangxi-2020", tmp_path / "a", scale=0.02)
    monkeypatch.setattr(source, "BYTES_AT_SCALE_ONE", 1e18)
    with pytest.raises(NoRoom, match="smaller scale"):
        write_source("hegang-2020", tmp_path / "b")
    assert not list(tmp_path.iterdir())


def test_the_calendar_of_the_sample_finds_the_offices_that_missed_their_day_and_no_other(jiangxi):
    out, truth = jiangxi
    spoiled, sent = {s["file"] for s in truth.spoiled}, find_sent(out)
    refused = {s.name for s in sent if s.name in spoiled and not check_file(s.path, s.feed).receipt["kept"]}
    as_of = date.fromisoformat(truth.as_of)
    due = due_periods(read_due(out / "due.toml"), as_of)
    files = pl.DataFrame(
        [
            {"feed": s.feed, "department_code": s.department_code, "received_on": s.received_on}
            for s in sent
            if s.name not in refused
        ]
    )
    owed = due.drop("department_code").join(files.select("feed", "department_code").unique(), on="feed")
    came = owed.join(files, on=["feed", "department_code"]).filter(
        pl.col("received_on").is_between("period_end", "next_end", closed="right")
    )
    came = came.group_by("feed", "department_code", "period").agg(pl.col("received_on").min())
    seen = owed.join(came, on=["feed", "department_code", "period"], how="left")
    behind = seen.filter(pl.col("received_on").is_null() | (pl.col("received_on") > pl.col("due_on")))
    found = set(behind.select("department_code", "feed", "period").rows())
    planted = {(d, f, q) for (d, f), quarters in TARDY.items() for q in quarters}
    refused_whole = {(s.department_code, s.feed) for s in sent if s.name in refused}
    assert planted <= found and {(d, f) for d, f, _ in found - planted} <= refused_whole
