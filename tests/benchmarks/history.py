"""The runs kept: one line a figure that has a target, the last few runs of each benchmark. Written by --record, never by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from tests.benchmarks.figures import Figure

FILE = Path(__file__).with_name("history.csv")
KEEP = 5  # runs of each benchmark


@dataclass(frozen=True)
class Line:
    """One figure of one run, with what has to be known of the run to read it."""

    taken_at: str
    commit: str
    size: str  # usual or full
    cpus: int
    load: float  # the highest seen: before, and after each benchmark
    calibration: float
    benchmark: str
    seconds: int  # the benchmark took
    name: str
    value: float
    unit: str
    target: float
    ratio: float | None = None
    ratio_to: str | None = None

    @property
    def is_met(self) -> bool:
        return self.value <= self.target


def lines(report: dict[str, Any]) -> list[Line]:
    """The figures of a run (bench.json) that are held to something."""
    machine = report["machine"]
    run = {
        "taken_at": report["taken_at"][:16].replace("T", " "), "commit": report["commit"], "size": report["size"],
        "cpus": machine["cpus"], "load": round(max(machine["load"]), 1), "calibration": max(machine["calibration"]),
    }  # fmt: skip
    told = (f for f in report["figures"] if f["target"] is not None)
    own = {f.name for f in fields(Figure)} & {f.name for f in fields(Line)}
    return [
        Line(**run, seconds=round(report["seconds"].get(f["benchmark"], 0)), **{k: _short(f[k]) for k in own})
        for f in told
    ]


def _short(value: Any) -> Any:
    """Four figures are more than two runs agree on."""
    return float(f"{value:.4g}") if isinstance(value, float) else value


def read(file: Path = FILE) -> list[Line]:
    """Lines in the order they were recorded; none where nothing has been."""
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as f:
        return [Line(**{k: _typed(k, v) for k, v in row.items()}) for row in csv.DictReader(f)]


def _typed(name: str, text: str) -> Any:
    kind = Line.__annotations__[name]
    if not text and "None" in kind:
        return None
    return int(text) if kind == "int" else float(text) if kind.startswith("float") else text


def write(kept: Iterable[Line], file: Path = FILE) -> None:
    """All lines anew."""
    with file.open("w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, [x.name for x in fields(Line)], lineterminator="\n")
        out.writeheader()
        out.writerows(asdict(line) for line in kept)


def with_run(before: Sequence[Line], new: Sequence[Line], keep: int = KEEP) -> list[Line]:
    """The lines with a run more; of each benchmark only the last runs."""
    every = [*before, *new]
    return [line for line in every if line.taken_at in runs(every, line.benchmark)[-keep:]]


def runs(kept: Iterable[Line], benchmark: str) -> list[str]:
    """Times of the runs that hold this benchmark, oldest first."""
    return list(dict.fromkeys(line.taken_at for line in kept if line.benchmark == benchmark))
