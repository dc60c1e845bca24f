"""The figures of BENCHMARKS.md are those a command wrote; every benchmark is in the register and the other way round."""

import json
import re
from pathlib import Path

import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks import document, history
from tests.benchmarks.figures import Figure
from tests.benchmarks.registry import BENCHMARKS

HERE = Path(document.__file__).parent


def report(day, **figures):
    """bench.json of a run with these figures, each held to 10."""
    made = [Figure("places", n, v, "s", "x", 10.0, 0.5, "bare | DuckDB") for n, v in figures.items()]
    return {
        "taken_at": f"2026-11-{day:02d}T06:00:00", "commit": "abc1234", "size": "usual", "seconds": {"places": 3.2}, "failed": [],
        "machine": {"cpus": 2, "load": [0.5, 7.25], "calibration": [0.2, 0.3]},
        "figures": [f.as_dict() for f in [*made, Figure("places", "held to nothing", 1.0, "s", "x")]],
    }  # fmt: skip


def test_the_document_is_what_the_command_writes_of_the_runs_kept():
    written = document.text(history.read())
    assert document.FILE.read_text(encoding="utf-8") == written, "run `python -m tests.benchmarks --document`"


def test_every_benchmark_is_registered_once_and_can_be_measured():
    can = {f.stem for f in HERE.glob("*.py") if re.search(r"^def measure\(setting", f.read_text("utf-8"), flags=re.M)}
    names = [b.name for b in BENCHMARKS]
    assert set(names) == can and len(names) == len(can)
    assert all(b.tells.endswith(".") for b in BENCHMARKS)


def test_runs_are_kept_as_they_were_and_only_the_last_few(tmp_path):
    kept = []
    for day in range(1, 8):
        kept = history.with_run(kept, history.lines(report(day, map=1.23456, rank=11.0)))
    history.write(kept, tmp_path / "history.csv")
    assert history.read(tmp_path / "history.csv") == kept
    assert history.runs(kept, "places") == [f"2026-11-{day:02d} 06:00" for day in range(3, 8)]
    assert {(line.name, line.value, line.load, line.is_met) for line in kept} == {
        ("map", 1.235, 7.2, True),
        ("rank", 11.0, 7.2, False),
    }


def test_the_document_tells_what_was_missed_what_it_was_held_against_and_what_has_gone():
    kept = history.with_run(history.lines(report(1, old=5.0, rank=2.0)), history.lines(report(2, rank=1234.5)))
    text = document.text(kept)
    assert "0 of 1 | 2026-11-02 06:00, usual | abc1234 | 7.2 / 2 | 3 s" in text
    assert "- places: rank: 1,234 s, target 10 (by the clock, on 2 cores that 7 processes wanted)" in text
    assert "| rank (s) | 10 | 2 (× 0.50 of bare \\| DuckDB) | ✗ 1,234 (× 0.50 of bare \\| DuckDB) |" in text
    assert "| old (s) | 10 | 5 (× 0.50 of bare \\| DuckDB) | – |" in text


def test_an_earlier_report_is_recorded_without_measuring_and_a_miss_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(history.read, "__defaults__", (tmp_path / "history.csv",))
    monkeypatch.setattr(history.write, "__defaults__", (tmp_path / "history.csv",))
    monkeypatch.setattr(document.write, "__defaults__", (tmp_path / "B.md",))
    (tmp_path / "bench.json").write_text(json.dumps(report(3, rank=12.0)))
    monkeypatch.setattr("sys.argv", ["bench", "--report", str(tmp_path / "bench.json"), "--record"])
    assert command.main() == 1
    assert "missed: places: rank" in capsys.readouterr().out
    assert "✗ 12" in (tmp_path / "B.md").read_text("utf-8")


def test_a_quick_run_is_never_recorded():
    with pytest.raises(SystemExit):
        command._arguments(["--quick", "--record"])
