"""What was planted in a sample, written beside it as truth.json, so that tests can look for it on the screen."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from data.sample.world import World


@dataclass(frozen=True)
class Plant:
    """A laggard made on purpose: the last `quarters` quarters run at `rates` (expected shares, one a quarter)."""

    kind: str  # level, decline
    department: str
    indicator: str
    quarters: int
    rates: tuple[float, ...]


@dataclass
class Truth:
    """Everything a reader of the sample may check: plants with exact counts, files spoiled on purpose, rows and files."""

    plan: str
    seed: int
    scale: float
    as_of: str
    lagging: list[dict[str, Any]] = field(default_factory=list)
    spoiled: list[dict[str, Any]] = field(default_factory=list)
    indicators: dict[str, dict[str, Any]] = field(default_factory=dict)
    tasks: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)

    def record(self, plant: Plant, world: World, counts: pl.DataFrame) -> None:
        """Store a plant with what was counted in its quarters (columns quarter index, numerator, denominator)."""
        first = world.n_quarters - plant.quarters
        own = counts.filter(pl.col("quarter") >= first).sort("quarter")
        self.lagging.append({
            "kind": plant.kind, "department": plant.department, "indicator": plant.indicator,
            "quarters": [world.quarters[q] for q in own["quarter"]], "planted": list(plant.rates),
            "numerator": own["numerator"].to_list(), "denominator": own["denominator"].to_list(),
        })  # fmt: skip

    def write(self, root: Path) -> Path:
        """truth.json at the root of the source, which the build passes over."""
        path = root / "truth.json"
        path.write_text(json.dumps(self.__dict__, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return path
