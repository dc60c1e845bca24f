"""A unit among its peers: where they are all heading, and how much of its distance from them it is likely to keep.

With six cases a quarter a unit's own line and level are chance for the most part: who stands low today is mostly unlucky
and comes back. So the peers' course, all their cases added up, is looked ahead from as one series, and of a unit's distance
from it only so much is carried on as such distances have proved to be worth before: two slopes by group and horizon, one
on where its own models lead it, one on where it stood over the last twelve periods. What is left over once the chance of
so many cases is taken off is the spread. All of it is learned from what had come true by the period looked from.
Source: Efron and Morris 1975 (JASA 70:311) and Copas 1983 (JRSS B 45:311), forecasts shrunk by what held before; Duncan, Gorr and
Szczypula 2001 (in Armstrong, Principles of Forecasting), series that go alike; Dawid 1984 (JRSS A 147:278), errors as they came in time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from metrics.history import History, Look, history_of
from metrics.line import WINDOW
from metrics.series import Floats, Matrix, Truths, Wholes

LEAST_UNITS = 10  # rulings 2: fewer are no peers
LEAST_LINE = 8  # periods for looking ahead at all (forecast.LEAST_LINE)
LEAST_POINTS = 12  # behind a forecast that is learned from, as behind a chance (forecast.LEAST_CHANCE)
MODELS = ("line", "holt", "both")
# What a group without any experience of its own starts from, and how many errors of its own weigh as much.
FIRST_SLOPES, FIRST_SPREAD, WORTH = np.array([0.25, 0.25]), 0.04, 30
WIDER = 1.5  # on the squared spread of a horizon nothing has come true of yet, over that of half of it
LEAST_SPREAD = 0.005
FADING = 0.5 ** (1 / 8)  # a period: what came true two years ago weighs half
QUIET = 0.002  # variance, beside that of chance, by which errors are weighed against each other
LEAST_Q = 1e-4
TINY = 1e-9
CASES = ((-np.sqrt(3), 1 / 6), (0.0, 2 / 3), (np.sqrt(3), 1 / 6))  # three points of a normal, in standard deviations
Pairs = Matrix  # groups x 2


@dataclass(frozen=True)
class Foreseen:
    """One horizon, looked ahead to from every period. Shapes: periods x members (spread: periods x groups)."""

    theta: dict[str, Matrix]  # by model, arcsine of the root; NaN where the peers say nothing
    spread: Matrix
    slopes: Sequence[Pairs]


@dataclass
class Sums:
    """What has come true so far: the normal equations of the slopes and the moments of the spread, by group."""

    products: Matrix  # groups x 2 x 2
    answers: Pairs
    n: Floats
    excess: Floats
    room: Floats

    @staticmethod
    def none(groups: int) -> Sums:
        return Sums(np.zeros((groups, 2, 2)), np.zeros((groups, 2)), *(np.zeros(groups) for _ in range(3)))

    def fade(self) -> None:
        """A period goes by: what was learned before it weighs a little less."""
        for sums in (self.products, self.answers, self.n, self.excess, self.room):
            sums *= FADING

    def slopes(self, start: Pairs) -> Pairs:
        worth = self.products * (1 + WORTH / np.maximum(self.n, 1))[:, None, None] + 1e-9 * np.eye(2)
        prior = self.products * (WORTH / np.maximum(self.n, 1))[:, None, None] + 1e-9 * np.eye(2)
        found = np.linalg.solve(worth, (self.answers + (prior @ start[:, :, None])[:, :, 0])[:, :, None])[:, :, 0]
        return np.clip(np.where(self.n[:, None] > 0, found, start), 0, 1)

    def spread(self, start: Floats) -> Floats:
        extra = WORTH * self.room / np.maximum(self.n, 1)
        with np.errstate(invalid="ignore", divide="ignore"):
            found = (self.excess + extra * start**2) / (self.room + extra)
        return np.maximum(np.sqrt(np.maximum(np.where(self.n > 0, found, WIDER * start**2), 0)), LEAST_SPREAD)


@dataclass
class Peers:
    """The groups of a history and their courses. `series`: members, as rows of the history; `of`: group of each."""

    history: History
    series: Wholes
    of: Wholes
    course: History
    standing: Matrix  # members x periods: distance from the peers over the window, NaN where unknown
    looks: dict[int, tuple[Look, Look]] = field(default_factory=dict)
    found: dict[int, Foreseen] = field(default_factory=dict)

    def place(self, series: Wholes) -> Wholes:
        """Which member each series is, -1 for none."""
        where = np.full(self.history.grid.shape[0], -1)
        where[self.series] = np.arange(self.series.size)
        return where[series]

    def foreseen(self, h: int) -> Foreseen:
        """Learn this horizon, beginning from what half of it taught."""
        if h not in self.found:
            self.found[h] = self._learn(h, self.foreseen(h // 2) if h > 1 else None)
        return self.found[h]

    def forget(self, h: int) -> None:
        """Keep of a horizon nobody asks for again what it taught, on which longer ones rest."""
        if h in self.found:
            self.found[h] = replace(self.found[h], theta={})

    def _learn(self, h: int, half: Foreseen | None) -> Foreseen:
        periods, members, groups = self.history.grid.n_periods, self.series.size, self.course.grid.shape[0]
        theta = {model: np.full((periods, members), np.nan) for model in MODELS}
        spread, slopes = np.full((periods, groups), FIRST_SPREAD), []
        apart: list[Matrix] = []
        sums = Sums.none(groups)
        for now in range(periods):
            if now >= h:
                sums.fade()
                self._take_in(sums, now - h, now, apart[now - h], theta["both"][now - h])
            start = np.tile(FIRST_SLOPES, (groups, 1)) if half is None else half.slopes[now]
            slopes.append(sums.slopes(start))
            spread[now] = sums.spread(spread[now] if half is None else half.spread[now])
            course, distance = self._look(now, h)
            apart.append(distance)
            carried = (slopes[now][self.of] * distance).sum(axis=1)
            for model in MODELS:
                theta[model][now] = course[model][self.of] + carried
        return Foreseen(theta, spread, slopes)

    def _look(self, now: int, h: int) -> tuple[dict[str, Floats], Matrix]:
        """The peers' course by model, one a group, and each member's two distances from it; NaN where not to be had."""
        members, groups = self.series.size, self.course.grid.shape[0]
        if now < LEAST_LINE - 1:
            return {model: np.full(groups, np.nan) for model in MODELS}, np.full((members, 2), np.nan)
        every = np.arange(groups)
        if now not in self.looks:
            self.looks[now] = self.history.look_from(self.series, now), self.course.look_from(every, now)
        own, course = self.looks[now]
        is_led = (self.course.n_points[:, now] >= LEAST_LINE) & self.course.is_fresh(every, now)
        ahead = course.ahead(np.full(groups, h)).mean
        own_way = own.ahead(np.full(members, h)).mean["both"]
        n_points = self.history.n_points[self.series, now]
        known = (n_points >= LEAST_LINE) & self.history.is_fresh(self.series, now) & np.isfinite(own_way)
        away = np.where(known, own_way, np.nan) - _mean(own_way, self.of, groups, known)
        apart = np.stack([away, self.standing[:, now]], axis=1)
        return {m: np.where(is_led, ahead[m], np.nan) for m in MODELS}, apart

    def _take_in(self, sums: Sums, then: int, now: int, apart: Matrix, theta: Floats) -> None:
        """Hold what was foreseen `then` against what came `now`."""
        history, groups = self.history, len(sums.n)
        came, n = history.y[self.series, now], history.n[self.series, now]
        counts = ~history.is_constant[self.series, then]
        counts &= history.n_points[self.series, then] >= LEAST_POINTS
        counts &= np.isfinite(theta) & np.isfinite(came) & np.isfinite(n) & np.isfinite(apart).all(axis=1)
        if not counts.any():
            return
        of, x, n = self.of[counts], apart[counts], n[counts]
        weight = 1 / (0.25 / n + QUIET)
        # What moved all peers is nobody's own distance.
        answer = came[counts] - _mean(came[counts], of, groups, np.ones(len(of), dtype=bool), weight)
        for i in (0, 1):
            for j in (0, 1):
                sums.products[:, i, j] += np.bincount(of, weight * x[:, i] * x[:, j], groups)
            sums.answers[:, i] += np.bincount(of, weight * x[:, i] * answer, groups)
        sums.n += np.bincount(of, minlength=groups)
        rate, said = np.sin(came[counts]) ** 2, np.sin(np.clip(theta[counts], 0, np.pi / 2)) ** 2
        q = np.maximum(said * (1 - said), LEAST_Q)
        sums.excess += np.bincount(of, (rate - said) ** 2 - q / n, groups)
        sums.room += np.bincount(of, 4 * q * (1 - 1 / np.maximum(n, 1.5)), groups)


def led_of(history: History) -> Wholes:
    """Series that have peers: rates with cases whose `group` has ten units or more."""
    has_cases = np.isfinite(history.n).any(axis=1) & history.is_rate & (history.group >= 0)
    enough = np.flatnonzero(np.bincount(history.group[has_cases], minlength=1) >= LEAST_UNITS)
    return np.flatnonzero(has_cases & np.isin(history.group, enough))


def peers_of(history: History, asked: Wholes | None = None) -> Peers | None:
    """The peers of a history, or those of the groups asked about; None where there are none."""
    series = led_of(history)
    if asked is not None:
        series = series[np.isin(history.group[series], asked)]
    if not series.size:
        return None
    enough = np.unique(history.group[series])
    of = np.searchsorted(enough, history.group[series])
    n = np.where(np.isfinite(history.y[series]), history.n[series], np.nan)
    x = np.sin(history.y[series]) ** 2 * n
    cases, done, units = (_added(v, of, enough.size) for v in (n, x, np.where(np.isfinite(n), 1.0, np.nan)))
    with np.errstate(invalid="ignore", divide="ignore"):
        y = np.where(units >= LEAST_UNITS, _worked(done, cases), np.nan)
        standing = _worked(_window(x), _window(n)) - _worked(_window(done), _window(cases))[of]
    return Peers(history, series, of, history_of(y, np.where(np.isfinite(y), cases, np.nan)), standing)


def chance_above(theta: Floats, spread: Floats, cases: Floats, bar: Floats) -> Floats:
    """Chance that a rate of so many cases comes to lie at the bar (a rate, half a case this side of a count) or above.

    Binomial in as many cases as are worth the spread too: 1 / (1 / cases + 4 spread^2), the design effect of Kish 1965.
    Without a spread it is the binomial itself: of 40 cases foreseen at 95 %, 38 or more (bar 37.5 / 40) have chance 0.677.
    """
    from scipy import special

    # The course is one of rates, so theta is where their mean lies; spread about either end it never comes to 0 or 1.
    edge = (1 - np.exp(-2 * spread**2)) / 2
    rate = np.clip(np.sin(np.clip(theta, 0, np.pi / 2)) ** 2, edge, 1 - edge)
    worth = 1 / (1 / np.maximum(cases, 1) + 4 * spread**2)
    least = np.clip(bar, 0, 1) * worth + 0.5
    return np.asarray(np.where(bar <= 0, 1.0, special.betainc(least, worth - least + 1, rate)))


def chance(theta: Floats, spread: Floats, cases: Floats, target: Floats, is_least: Truths) -> Floats:
    """Chance that a rate meets its target (a least to be reached, else a most not to be exceeded).

    How many cases the quarter will bring is not known either: they come as Poisson's law lets them about `cases`, taken at
    three points. Of four cases 95 % are all four; should only two come, both will do.
    """
    told = np.zeros(len(theta))
    for off, weight in CASES:
        n = np.maximum(np.round(cases + off * np.sqrt(cases)), 1)
        above = chance_above(theta, spread, n, half_a_case_off(target, n, is_least))
        told += weight * np.where(is_least, above, 1 - above)
    return told


def half_a_case_off(target: Floats, n: Floats, is_least: Truths) -> Floats:
    """What a rate of n cases must pass to meet its target: half a case this side of the least number that does.

    Of 40 cases 95 % are 38: from 37.5 / 40 on the rate counts as met; 100 % of them from 39.5 / 40 on.
    """
    return np.where(is_least, (np.ceil(target * n - TINY) - 0.5) / n, (np.floor(target * n + TINY) + 0.5) / n)


def bounds(theta: Floats, spread: Floats, cases: Floats, quantiles: Floats) -> Matrix:
    """Where the rate will lie, on the working scale: one column a standard normal quantile (-1.96 ... 1.96)."""
    return theta[:, None] + np.sqrt(spread**2 + 0.25 / np.maximum(cases, 1))[:, None] * quantiles


def _mean(values: Floats, of: Wholes, groups: int, counts: Truths, weight: Floats | None = None) -> Floats:
    """Mean of each one's group over those that count, NaN for a group of nobody."""
    w = np.where(counts, 1.0 if weight is None else weight, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return (np.bincount(of, np.where(counts, values, 0.0) * w, groups) / np.bincount(of, w, groups))[of]


def _added(values: Matrix, of: Wholes, groups: int) -> Matrix:
    sums = np.zeros((groups, values.shape[1]))
    np.add.at(sums, of, np.nan_to_num(values))
    return sums


def _window(values: Matrix) -> Matrix:
    """Sum of the last WINDOW periods up to each."""
    sums = np.cumsum(np.nan_to_num(values), axis=1)
    before = np.zeros_like(sums)
    before[:, WINDOW:] = sums[:, :-WINDOW]
    return sums - before


def _worked(x: Matrix, n: Matrix) -> Matrix:
    return np.asarray(np.arcsin(np.sqrt(np.clip(x / np.where(n > 0, n, np.nan), 0, 1))))
