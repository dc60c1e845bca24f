"""A measured figure: absolute, against its target, and as a ratio to something measured in the same run."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One line of the table. `target` is an upper bound. `ratio` is value / what `ratio_to` names, same run."""

    benchmark: str
    name: str
    value: float
    unit: str
    command: str
    target: float | None = None
    ratio: float | None = None
    ratio_to: str | None = None
    n: int | None = None

    @property
    def is_met(self) -> bool | None:
        return None if self.target is None else self.value <= self.target

    def as_dict(self) -> dict[str, object]:
        return vars(self) | {"is_met": self.is_met}


@dataclass(frozen=True)
class Setting:
    """How to measure. `home` holds the snapshot that is served."""

    home: Path
    is_quick: bool
    command: str
    is_written: bool = False  # what a page shows of it is written anew
    is_full: bool = False  # 30 million events too

    def times(self, full: int, quick: int) -> int:
        return quick if self.is_quick else full


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least this share do not exceed (nearest rank: no invented in-between)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def table(figures: Sequence[Figure]) -> str:
    """The figures in columns, one block a benchmark."""
    lines = []
    for benchmark in dict.fromkeys(f.benchmark for f in figures):
        own = [f for f in figures if f.benchmark == benchmark]
        lines += [f"\n{benchmark}    {own[0].command}"]
        width = max(_width(f.name) for f in own)
        lines += [line(f, width) for f in own]
    return "\n".join(lines)


def line(f: Figure, width: int = 48) -> str:
    """One figure."""
    return f"  {f.name}{' ' * (width - _width(f.name))}  {_row(f)}"


def _row(f: Figure) -> str:
    value = f"{f.value:>12,.0f}" if f.value >= 1000 else f"{f.value:>12,.3g}"
    target = "" if f.target is None else f"{'met' if f.is_met else 'MISSED'} (< {f.target:,g})"
    ratio = "" if f.ratio is None else f"x {f.ratio:.2f} of {f.ratio_to}"
    count = "" if f.n is None else f"n={f.n}"
    return f"{value} {f.unit:<7} {count:<7} {target:<18} {ratio}".rstrip()


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
