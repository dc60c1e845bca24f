"""Jiangmen and Hegang: what the truth says was met, missed or late is what the files add up to."""

from datetime import date

import pytest

from data.sample import write_source
from tests.data.test_sample_reading import read_rows


def test_jiangmen_meets_most_targets_and_misses_those_meant_to_be_missed(tmp_path):
    truth = write_source("jiangmen-2014", tmp_path / "s")
    rows = read_rows(tmp_path / "s", "returns")
    for code, outcome in truth.indicators.items():
        if outcome.get("state") == "no_data":
            assert not [r for r in rows if r["indicator"] == code]
            continue
        for year, found in outcome.items():
            own = [r for r in rows if r["indicator"] == code and r["period"] == year]
            column = "numerator" if found["denominator"] else "value"
            assert sum(int(r[column]) for r in own) == found["numerator"]
            if found["denominator"]:
                assert sum(int(r["denominator"]) for r in own) == found["denominator"]
    missed = {
        y: {c for c, o in truth.indicators.items() if not o.get(y, {}).get("met", True)} for y in ("2015", "2020")
    }
    assert missed == {"2015": {"M11-6", "M11-11"}, "2020": {"M34-2", "M11-6", "M44-1"}}
    assert truth.indicators["M04-1"] == {"state": "no_data"}


def test_jiangmen_counts_never_exceed_their_base_and_stay_at_one_hundred_percent(tmp_path):
    write_source("jiangmen-2014", tmp_path / "s")
    rates = [r for r in read_rows(tmp_path / "s", "returns") if r.get("denominator")]
    assert all(0 <= int(r["numerator"]) <= int(r["denominator"]) for r in rates)
    full = [r for r in rates if r["indicator"] == "M11-3" and r["period"] >= "2015"]
    assert full and all(r["numerator"] == r["denominator"] for r in full)


@pytest.mark.parametrize(
    "task, deadline", [("02", date(2020, 7, 31)), ("01", date(2020, 11, 30)), ("09", date(2020, 12, 31))]
)
def test_hegang_departments_said_to_be_late_first_report_after_the_month(task, deadline, tmp_path):
    truth = write_source("hegang-2020", tmp_path / "s")
    rows = [r for r in read_rows(tmp_path / "s", "task_reports") if r["task"] == task]
    late = set()
    for department, outcome in truth.tasks[task].items():
        reached = {"done"} if outcome["asked"] == "done" else {"started", "done"}
        first = min(r["reported_on"] for r in rows if r["department_code"] == department and r["state"] in reached)
        if date.fromisoformat(first) > deadline:
            late.add(department)
    assert late == {d for d, outcome in truth.tasks[task].items() if outcome["late"]}
    assert 0 < len(late) < len(truth.tasks[task])
