"""One unit beside a handful of others, on every indicator at once: how they lie, and what sets it apart from them.

The methods are those of whole groups (metrics/compare.py, metrics/ranks.py, metrics/multiplicity.py); here only one unit of
each group is asked about, while somebody waits for the answer, and rows and answers are arrays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.compare import DISCOVERY, is_sound, one_compared
from metrics.dispersion import LEAST_UNITS
from metrics.multiplicity import adjusted
from metrics.ranks import places_of
from metrics.segments import Floats, Ints, floats

WAYS = {"up": 1, "down": -1}
SURE = DISCOVERY  # q at or under which a difference is more than chance


@dataclass(frozen=True)
class Figures:
    """Figures of one quarter, one an indicator and unit, sorted by both; x and n are NaN where the value has no cases."""

    indicator: Ints  # numbers from 0
    unit: Ints
    x: Floats
    n: Floats
    value: Floats
    way: Ints  # 1 more is better, -1 less, 0 neither

    def only(self, rows: NDArray[np.bool_] | Ints | slice) -> Figures:
        """Some of the rows."""
        return Figures(*(column[rows] for column in vars(self).values()))


@dataclass(frozen=True)
class Numbered:
    """Figures of every quarter, and what their numbers stand for."""

    quarters: dict[str, Figures]
    indicators: list[str]
    units: dict[str, int]

    def of(self, quarter: str, codes: Iterable[str]) -> Figures | None:
        """Those of some units; None where the quarter has none at all."""
        every = self.quarters.get(quarter)
        if every is None:
            return None
        wanted = np.zeros(len(self.units), dtype=bool)
        wanted[[self.units[code] for code in codes if code in self.units]] = True
        return every.only(wanted[every.unit])


def numbered(rows: pl.DataFrame) -> Numbered:
    """Figures as arrays. rows: quarter, indicator, region_code, sorted by them; judged_x, judged_n, value; direction (up, down, none).

    What is compared is judged_x of judged_n where there are cases, else the value.
    """
    indicators, indicator = _numbers(rows["indicator"])
    units, unit = _numbers(rows["region_code"])
    x, n, value = (floats(rows, name) for name in ("judged_x", "judged_n", "value"))
    rate = np.divide(x, n, out=np.full(n.size, np.nan), where=n != 0)
    way = rows["direction"].replace_strict(WAYS, default=0, return_dtype=pl.Int64).to_numpy()
    every = Figures(indicator, unit, x, n, np.where(np.isnan(rate), value, rate), way)
    cut = rows["quarter"].rle().struct.unnest()
    ends = np.cumsum(cut["len"].to_numpy())
    quarters = {
        quarter: every.only(slice(end - size, end))
        for quarter, size, end in zip(cut["value"], cut["len"], ends, strict=True)
    }
    return Numbered(quarters, indicators, {code: i for i, code in enumerate(units)})


def _numbers(codes: pl.Series) -> tuple[list[str], Ints]:
    """The codes in order, and for each row the number of its code."""
    known = codes.unique().sort().to_list()
    return known, codes.cast(pl.Enum(known)).to_physical().cast(pl.Int64).to_numpy()


class Lies(NamedTuple):
    """How values lie, one of each an indicator; NaN where there is none."""

    n: Ints
    low: Floats
    quarter_low: Floats
    middle: Floats
    quarter_high: Floats
    high: Floats


class Told(NamedTuple):
    """What a test says of one unit. One of each an indicator it was tested on."""

    indicator: Ints
    q: Floats
    is_behind: NDArray[np.bool_]  # meant where q is small


class Places(NamedTuple):
    """Which places one unit may have, itself counted. One of each an indicator it is ranked on."""

    indicator: Ints
    low: Ints
    high: Ints
    n_ranked: Ints


def lies(figures: Figures, n_indicators: int) -> Lies:
    """Number, ends, quarters (linear between neighbours: Hyndman & Fan 1996, definition 7) and middle of the values."""
    ordered = figures.value[np.lexsort((figures.value, figures.indicator))]
    n = np.bincount(figures.indicator, minlength=n_indicators)
    first = np.cumsum(n) - n
    padded = np.append(ordered, np.nan)

    def at(share: float) -> Floats:
        place = np.maximum(n - 1, 0) * share
        below = np.floor(place).astype(np.int64)
        here = np.where(n > 0, first + below, ordered.size)
        above = np.where(below + 1 < n, here + 1, here)
        return np.asarray(padded[here] + (padded[above] - padded[here]) * (place - below))

    return Lies(n, *(at(share) for share in (0.0, 0.25, 0.5, 0.75, 1.0)))


def beside(figures: Figures, own: int) -> tuple[Told, Places]:
    """The unit `own` against the other units of `figures`, on the indicators on which it has cases and a good side.

    Told: the beta-binomial test of metrics/compare.py against the others, corrected over the unit's own indicators
    (Benjamini & Hochberg 1995); nothing of an indicator with fewer than LEAST_UNITS units. Places: as metrics/ranks.py.
    """
    counted = figures.only(~(np.isnan(figures.x) | np.isnan(figures.n)))
    asked = (counted.unit == own) & (counted.way != 0)
    wanted = np.zeros(counted.indicator.max(initial=-1) + 1, dtype=bool)
    wanted[counted.indicator[asked]] = True
    counted = counted.only(wanted[counted.indicator])
    return _told(counted, own), _places(counted, own)


def _told(figures: Figures, own: int) -> Told:
    figures = figures.only(is_sound(figures.x, figures.n))
    n_units = np.bincount(figures.indicator)
    figures = figures.only(n_units[figures.indicator] >= LEAST_UNITS)
    figures = figures.only(np.lexsort((figures.x, figures.n, figures.indicator)))
    codes, group = np.unique(figures.indicator, return_inverse=True)
    rows = np.flatnonzero(figures.unit == own)
    p, low, high = one_compared(figures.x, figures.n, group.astype(np.int64), codes.size, rows)
    return Told(figures.indicator[rows], adjusted(p), np.where(figures.way[rows] > 0, low, high) < 0.5)


def _places(figures: Figures, own: int) -> Places:
    figures = figures.only((figures.n > 0) & (figures.x >= 0) & (figures.x <= figures.n))
    codes, group = np.unique(figures.indicator, return_inverse=True)
    good = np.where(figures.way > 0, figures.x, figures.n - figures.x)
    rows = np.flatnonzero(figures.unit == own)
    low, high, n_ranked = places_of(rows, good, figures.n, group.astype(np.int64), codes.size)
    return Places(figures.indicator[rows], low, high, n_ranked)
