"""What was planted in a sample, written beside it as truth.json, so that tests can look for it on the screen."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from data.sample.world import World

COUNTS = re.compile(r"n|n_.*|numerator|denominator|by_quarter")


@dataclass(frozen=True)
class Plant:
    """Rates bent on purpose: expected shares of the quarters from `quarters` before the end on, in one place or all."""

    kind: str  # level, decline, stagnation, shared_shortfall, regression_to_the_mean
    indicator: str
    quarters: int
    rates: tuple[float, ...]
    department: str = "*"
    region: str = "*"  # a city: all its counties

    def holds_in(self, codes: np.ndarray) -> np.ndarray:
        """Which of these regions it is planted in."""
        return np.char.startswith(codes, "" if self.region == "*" else self.region[:4])

    def concerns(self) -> pl.Expr:
        """Rows (indicator, department_code, region_code) it is planted in."""
        here = pl.lit(True) if self.region == "*" else pl.col("region_code").str.starts_with(self.region[:4])
        own = pl.lit(True) if self.department == "*" else pl.col("department_code") == self.department
        return here & own & (pl.col("indicator") == self.indicator)


@dataclass
class Truth:
    """Everything a reader of the sample may check: plants with exact counts, files spoiled, rows and files."""

    plan: str
    seed: int
    scale: float
    as_of: str
    lagging: list[dict[str, Any]] = field(default_factory=list)
    planted: list[dict[str, Any]] = field(default_factory=list)
    spoiled: list[dict[str, Any]] = field(default_factory=list)
    indicators: dict[str, dict[str, Any]] = field(default_factory=dict)
    tasks: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)

    def record(self, plant: Plant, world: World, counts: pl.DataFrame, *, is_lagging: bool = True) -> None:
        """Store a plant with what was counted in its quarters (columns quarter index, numerator, denominator).

        Departments that must be found lagging stand in `lagging`, everything else in `planted`.
        """
        first = world.n_quarters - plant.quarters
        own = counts.filter(pl.col("quarter") >= first).sort("quarter")
        entry = {
            "kind": plant.kind, "department": plant.department, "region": plant.region, "indicator": plant.indicator,
            "quarters": [world.quarters[q] for q in own["quarter"]], "rates": list(plant.rates),
            "numerator": own["numerator"].to_list(), "denominator": own["denominator"].to_list(),
        }  # fmt: skip
        _add(self.lagging if is_lagging else self.planted, entry)

    def note(self, kind: str, **facts: Any) -> None:
        """Store something else that was planted, with its exact counts."""
        _add(self.planted, {"kind": kind, **facts})

    def sheet(self) -> Truth:
        """An empty one of the same sample, for whoever works on a part of it."""
        return Truth(self.plan, self.seed, self.scale, self.as_of)

    def take_in(self, sheet: Truth) -> None:
        """What stands on the sheet as well."""
        for entry in sheet.lagging:
            _add(self.lagging, entry)
        for entry in sheet.planted:
            _add(self.planted, entry)
        self.tasks |= sheet.tasks

    def write(self, root: Path) -> Path:
        """truth.json at the root of the source, which the build passes over."""
        path = root / "truth.json"
        path.write_text(json.dumps(self.__dict__, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return path


def _add(entries: list[dict[str, Any]], entry: dict[str, Any]) -> None:
    """Append an entry, or add its counts to those of the one that says the same of another part of the sample."""
    facts = {name: fact for name, fact in entry.items() if not COUNTS.fullmatch(name)}
    for known in entries:
        if facts.items() <= known.items() and known.keys() == entry.keys():
            known.update({name: _sum(known[name], entry[name]) for name in entry.keys() - facts.keys()})
            return
    entries.append(entry)


def _sum(one: Any, other: Any) -> Any:
    """Of two counts, two lists of them, or two tables of them by name."""
    if isinstance(one, list):
        return [a + b for a, b in zip(one, other, strict=True)]
    if isinstance(one, dict):
        return {name: one.get(name, 0) + other.get(name, 0) for name in one | other}
    return one + other
