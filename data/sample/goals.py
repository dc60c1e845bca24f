"""Where the innocent stand: a little ahead of the demo's own targets, so that only planted laggards lag."""

from __future__ import annotations

from functools import cache

import numpy as np

from data import plan as packs
from data.sample.world import World

TARGETS = "jiangxi-2020-targets"
LEAD = (0.30, 0.55)  # share of what is left to 100 % by which a department is ahead of the line
# Penalties stand at 99.8 %: there one late act of fifty already looks like a breach, so nearly nothing may be late
# (0.1 % over the years, as in the bulletin of Qinghai).
# One indicator stays a little behind for everybody: a province that meets all its promises is none. Another follows its
# line until it comes to a stop far below it (planted/rates.py).
OWN_LEAD = {"M13-1-P": (0.85, 0.95), "M06-1": (-0.25, -0.05), "M01-4": (-0.05, 0.05)}


@cache
def _lines() -> dict[str, tuple[np.ndarray, np.ndarray, bool]]:
    """Days and values of each indicator's baseline and yearly targets in the overlay pack, and whether less is better."""
    lines = {}
    for item in packs.read_pack(packs.PLANS / TARGETS).indicators:
        dated = [(t["date"], t["value"]) for t in item["target"] if "value" in t and "date" in t]
        if "baseline" in item:
            dated.append((item["baseline_on"], item["baseline"]))
        days, values = zip(*sorted(dated), strict=True)
        falls = any(t.get("comparator") == "<=" for t in item["target"])
        lines[item["code"]] = np.array(days, "datetime64[D]").astype(float), np.array(values), falls
    return lines


def line(world: World, indicator: str) -> np.ndarray:
    """The straight line between the targets at each quarter's end (shares)."""
    days, values, _ = _lines()[indicator]
    return np.interp((world.starts[1:] - 1).astype("datetime64[D]").astype(float), days, values)


def target_ahead(world: World, indicator: str) -> np.ndarray:
    """The dated target each quarter works towards: the first one on or after its last day (shares)."""
    days, values, _ = _lines()[indicator]
    ends = (world.starts[1:] - 1).astype("datetime64[D]").astype(float)
    return values[np.searchsorted(days, ends).clip(0, len(days) - 1)]


def expected(world: World, indicator: str, department: str) -> np.ndarray:
    """Expected share of a department that keeps its promises, by quarter: no two are quite alike."""
    lead = world.lasting_stream("lead", indicator, department).uniform(*OWN_LEAD.get(indicator, LEAD))
    goal = line(world, indicator)
    return goal * (1 - lead) if _lines()[indicator][2] else goal + lead * (1 - goal)
