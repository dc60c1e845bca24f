"""How far do forecasts really miss? Learned from periods that are already over.

Forecasts of the past, made from what was known before it, are held against what came. If eight in ten errors lie within
1.1 times the formula's half-width, half-widths are taken 1.1 times from then on; if half of them lie above a tenth of a
standard deviation, forecasts are moved up by that. Each factor is a line in horizon / (history - 4): formulas reckon with
less than a longer history teaches. Source: split conformal prediction (Lei et al. 2018, JASA 113:1094), pooled over series.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import stdtr, stdtrit

from metrics.history import MODELS, History
from metrics.holt import LOST
from metrics.series import Floats, Matrix, Truths, Wholes

SHARES = np.array([0.8, 0.95])
LEAST_ERRORS = 100  # of one horizon from one origin; fewer say too little about one in twenty
LEAST_POINTS = 12  # behind a forecast that is learned from
MOST_SERIES = 4_000  # of more, every so-manieth is used: quantiles of thousands of errors stand
LEAST_FACTOR = 0.3
MOST_FREEDOM = 500  # beyond, t is normal


@dataclass(frozen=True)
class Widening:
    """Factors on the half-widths at 80 % and 95 %, and the middle of the errors in standard deviations.

    Each is at[h - 1] + slope * h / (n - 4) for n points of history. at: horizons x 3, its last row for longer horizons;
    slope: 3. The formula as it stands is 1, 1, 0.
    """

    at: Matrix
    slope: Floats

    def bounds(self, sd: Floats, df: Floats, h: Wholes, n: Wholes) -> Matrix:
        """What to add to each forecast for its 95 and 80 % bound below, its middle, its 80 and 95 % bound above."""
        return self._places(df, h, n) * sd[:, None]

    def chance_above(self, z: Floats, df: Floats, h: Wholes, n: Wholes) -> Floats:
        """Chance that the value comes to lie z standard deviations or more above its forecast; agrees with `bounds`.

        z is put back on the scale of t, straight from bound to bound and on beyond the last.
        """
        return self.above(self._places(df, h, n), z, df)

    @staticmethod
    def above(places: Matrix, z: Floats, df: Floats) -> Floats:
        """Chance of coming to lie at z or above, given the five places of the bounds on the same scale, lowest first."""
        plain = _both_sides(_quantiles(df), 0.0)
        left = np.clip((z[:, None] > places).sum(axis=1) - 1, 0, places.shape[1] - 2)
        every = np.arange(len(z))
        begin, end = places[every, left], places[every, left + 1]
        share = (z - begin) / (end - begin)
        back = plain[every, left] + share * (plain[every, left + 1] - plain[every, left])
        return np.asarray(stdtr(df, -back))

    def _places(self, df: Floats, h: Wholes, n: Wholes) -> Matrix:
        share = (h / np.maximum(n - LOST, 1))[:, None]
        factors = self.at[np.clip(h - 1, 0, len(self.at) - 1)] + self.slope * share
        widths = _quantiles(df) * np.maximum(factors[:, :2], LEAST_FACTOR)
        widths[:, 1] = np.maximum(widths[:, 1], widths[:, 0] * 1.01)  # however few errors taught them
        return _both_sides(widths, factors[:, 2])


@dataclass(frozen=True)
class Widenings:
    """One widening by model, learned apart for rates and for other units."""

    of: Mapping[tuple[bool, str], Widening]

    def bounds(self, model: str, is_rate: Truths, sd: Floats, df: Floats, h: Wholes, n: Wholes) -> Matrix:
        told = np.empty((len(sd), 5))
        for kind in (True, False):
            own = is_rate == kind
            told[own] = self.of[kind, model].bounds(sd[own], df[own], h[own], n[own])
        return told

    def chance_above(self, model: str, is_rate: Truths, z: Floats, df: Floats, h: Wholes, n: Wholes) -> Floats:
        chance = np.empty(len(z))
        for kind in (True, False):
            own = is_rate == kind
            chance[own] = self.of[kind, model].chance_above(z[own], df[own], h[own], n[own])
        return chance


def _even(factor: float) -> Widening:
    return Widening(np.array([[factor, factor, 0.0]]), np.zeros(3))


# Before anything is learned: what simulated returns ask for (tests/benchmarks/forecast), on the wide side of it. The
# formulas allow for noise that neighbouring periods share; Holt's level has followed part of it already.
UNLEARNED = {"line": _even(0.9), "holt": _even(1.0), "both": _even(0.9)}
AS_USUAL = Widenings({(kind, model): UNLEARNED[model] for kind in (True, False) for model in MODELS})
Cell = tuple[float, Floats, Floats]  # points behind the forecasts, errors / standard deviation, degrees of freedom
Lesson = tuple[float, Floats, int]  # horizon / (points - 4), the three factors asked for, errors behind them


def learn(errors: Mapping[int, list[Cell]], unlearned: Widening) -> Widening:
    """The widening that errors met ask for. errors: horizon -> cells, one an origin; NaN is left out.

    A straight line in horizon / (points - 4) is laid over the cells, level by horizon, slope in common. Cells of fewer
    than LEAST_ERRORS are left out; a horizon without cells takes the level of the one before, the first one `unlearned`.
    Example: 1,000 errors evenly about 0 of which 800 lie within 1.1 times the 80 % half-width give 1.1 and 0.
    """
    told = {
        h: [_told(h, *cell) for cell in cells if np.isfinite(cell[1]).sum() >= LEAST_ERRORS]
        for h, cells in errors.items()
    }
    return _laid(told, unlearned)


def _laid(told: Mapping[int, list[Lesson]], unlearned: Widening) -> Widening:
    level = np.full((max(told, default=1), 3), np.nan)
    middle = np.zeros(len(level))
    over, under = np.zeros(3), 0.0
    for h, lessons in told.items():
        if not lessons:
            continue
        share, factors, weight = (np.array([lesson[i] for lesson in lessons]) for i in range(3))
        middle[h - 1] = np.average(share, weights=weight)
        level[h - 1] = np.average(factors, axis=0, weights=weight)
        off = (share - middle[h - 1]) * weight
        over, under = over + off @ (factors - level[h - 1]), under + float(off @ (share - middle[h - 1]))
    if np.isnan(level).all():
        return unlearned
    slope = over / under if under > 0 else np.zeros(3)
    level -= slope * middle[:, None]
    for h in range(len(level)):
        if np.isnan(level[h]).any():
            level[h] = level[h - 1] if h else unlearned.at[0]
    return Widening(level, slope)


def _told(h: int, n: float, z: Floats, df: Floats) -> Lesson:
    """What one cell asks for, the horizon as a share of the history, the factors, and how many errors say so."""
    return (h / (n - LOST), *_asked(z, df))


def _asked(z: Floats, df: Floats) -> tuple[Floats, int]:
    """The factors one cell asks for, and how many errors say so."""
    sound = np.isfinite(z)
    met = z[sound]
    middle = _quantile(np.sort(met), 0.5)
    sized = np.sort(np.abs(met[:, None] - middle) / _quantiles(df[sound]), axis=0)
    factors = [_quantile(sized[:, k], share) for k, share in enumerate(SHARES.tolist())]
    return np.array([*factors, middle]), met.size


def _quantile(ordered: Floats, share: float) -> float:
    """Straight between the two values about it, as np.quantile, which takes ten times as long over some hundreds of values."""
    place = share * (ordered.size - 1)
    left = int(place)
    low, high = ordered[left], ordered[min(left + 1, ordered.size - 1)]
    return float(low + (high - low) * (place - left))


def learn_widenings(history: History) -> Widenings:
    """What this history asks for, by model and horizon up to half of it."""
    return Lessons.of(history).at(history.last)


@dataclass(frozen=True)
class Lessons:
    """What every forecast of the past asks for, with the period that told: nobody learns from what was still to come."""

    cells: Mapping[tuple[bool, str], list[tuple[int, int, Lesson]]]  # told in (a column), horizon, lesson
    known: dict[int, Widenings]

    @staticmethod
    def of(history: History, led: Wholes | None = None) -> Lessons:
        """Held against what came, for rates and other units apart; series that do not teach, or are `led`, are left out."""
        teaches = history.teaches.copy()
        if led is not None:
            teaches[led] = False
        cells: dict[tuple[bool, str], list[tuple[int, int, Lesson]]] = {
            (k, m): [] for k in (True, False) for m in MODELS
        }
        for kind in (True, False):
            own = np.flatnonzero((history.is_rate == kind) & teaches)
            for told_in, h, model, cell in _errors_met(history, own[:: max(1, -(-len(own) // MOST_SERIES))]):
                if np.isfinite(cell[1]).sum() >= LEAST_ERRORS:
                    cells[kind, model].append((told_in, h, _told(h, *cell)))
        return Lessons(cells, {})

    def at(self, origin: int) -> Widenings:
        """The widenings as they could be known at an origin (a column)."""
        if origin not in self.known:
            learned = {}
            for (kind, model), cells in self.cells.items():
                told: dict[int, list[Lesson]] = {}
                for told_in, h, lesson in cells:
                    if told_in <= origin:
                        told.setdefault(h, []).append(lesson)
                learned[kind, model] = _laid(told, UNLEARNED[model])
            self.known[origin] = Widenings(learned)
        return self.known[origin]


def _errors_met(history: History, series: Wholes) -> Iterator[tuple[int, int, str, Cell]]:
    """Standardised errors by origin, horizon and model, of series with enough behind them and a value to be held against."""
    for origin in range(LEAST_POINTS - 1, history.last):
        n = history.n_points[series, origin]
        is_fit = (n >= LEAST_POINTS) & history.is_fresh(series, origin) & ~history.is_constant[series, origin]
        own, n = series[is_fit], n[is_fit]
        if own.size < LEAST_ERRORS:
            continue
        look = history.look_from(own, origin)
        for h in range(1, min(int(n.max()) // 2, history.last - origin) + 1):
            come = np.where(2 * h <= n, history.y[own, origin + h], np.nan)
            ahead = look.ahead(np.full(own.size, h))
            for model in MODELS:
                error = (come - ahead.mean[model]) / ahead.sd[model]
                yield origin + h, h, model, (float(n.mean()), error, ahead.df[model])


@cache
def _table() -> Matrix:
    """Half-widths of t at 80 and 95 % for 0 (as 1), 1, ... MOST_FREEDOM degrees of freedom."""
    return np.asarray(stdtrit(np.maximum(np.arange(MOST_FREEDOM + 1.0), 1)[:, None], (1 + SHARES[None, :]) / 2))


def _quantiles(df: Floats) -> Matrix:
    """Half-widths of t at 80 and 95 %: len(df) x 2."""
    return _table()[np.minimum(df, MOST_FREEDOM).astype(np.int64)]


def _both_sides(widths: Matrix, middle: Floats | float) -> Matrix:
    """Half-widths at 80 and 95 % laid to both sides of the middle, lowest first."""
    narrow, wide = widths[:, 0], widths[:, 1]
    return np.stack([middle - wide, middle - narrow, middle + 0 * narrow, middle + narrow, middle + wide], axis=1)
