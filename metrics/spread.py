"""Mean of a group of units and how far they truly lie apart, such that an outlier can neither hide nor drag the rest along.

Two units of equal merit differ by more than chance: other streets, other files. That difference is the intra-class
correlation rho of the beta-binomial, estimated by moments from the group itself. Three things keep a laggard out of it:
the moments are bounded (a unit counts as far out as 1.28 standard deviations and no further, and what the bound takes away
from ordinary units is given back exactly); where the furthest units (up to a fifth) are surely out of line with the rest,
the rest alone says what is ordinary; and each unit is compared with the mean of the others, not with one it is part of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from metrics.beta_binomial import tails
from metrics.segments import Floats, Ints, total

LEAST_RHO = 0.0011  # units may differ by a standard deviation of 1 point at 90 % before anything is held against them
BOUND = 1.2815515655446004  # a tenth of a normal distribution lies above, the funnel's own tenth
EFFICIENCY = (
    0.63  # degrees of freedom the bounded variance of normal units leaves per unit: 2 / variance of its logarithm
)
PULL = 3.0  # a unit further out pulls the mean no harder than one here
SURELY_OUT = 0.001  # chance that one of a group's units would lie so far from the others on its side
SUSPECT = 3.0  # standard deviations under the least dispersion
SHARES_OUT = (0.2, 0.1, 0.0)  # of the units left out at a time, at least one
ROUNDS = 4
HALVINGS = 16  # rho to a ten-thousandth of itself
TYPICAL = 20  # rare cases beyond which the size of a unit no longer changes how the bound bites
MOST_TERMS = 200
MOST_CELLS = 100_000  # units by terms up to which all terms are laid out: it saves a hundred small steps
TRIFLE = 1e-12


@dataclass(frozen=True)
class Spread:
    """One value a unit, in the order given. mean and rho are the group's, the rest the unit's own.

    others_mean: mean of the other units; others_rho: rho plus the uncertainty of that mean (a prediction, not a
    description); freedom: degrees of freedom behind rho, without end where the floor LEAST_RHO is all there is.
    """

    mean: Floats
    rho: Floats
    others_mean: Floats
    others_rho: Floats
    freedom: Floats


@dataclass(frozen=True)
class Units:
    """Units with cases, and the group each belongs to.

    Sizes: what the bound takes away depends on the group's mean and rho and, up to a point, on the unit's size; units of
    one group and size share that sum, which is the costly one. size_of: the number of its size for each unit.
    """

    x: Floats
    n: Floats
    rate: Floats
    group: Ints
    n_groups: int
    size_of: Ints
    size_n: Floats
    size_group: Ints

    def total(self, values: Floats) -> Floats:
        return total(values, self.group, self.n_groups)

    def weighted(self, weight: Floats) -> Floats:
        """Mean rate of each group."""
        return self.total(weight * self.rate) / np.maximum(self.total(weight), TRIFLE)


@dataclass(frozen=True)
class Fit:
    """Mean and rho of each group, from the units kept (1 or 0, one a unit); freedom: one a unit."""

    kept: Floats
    mean: Floats
    rho: Floats
    freedom: Floats


def spread_of(x: Floats, n: Floats, group: Ints, n_groups: int, least_rho: float = LEAST_RHO) -> Spread:
    """Robust mean and dispersion of every group at once.

    x, n: whole counts, 0 <= x <= n, n > 0, one per unit; group: its group's number. A group of one unit has no others:
    their mean is then its own and rho the floor.
    Source: moments of the beta-binomial: Kleinman 1973 (JASA 68:46); bounded moments: Huber 1964 (Ann Math Stat 35:73),
    proposal 2; several outliers left out together, most first: Rosner 1983 (Technometrics 25:165); leaving out the unit
    under test and predicting it from the rest: Viechtbauer & Cheung 2010 (Res Synth Methods 1:112), Higgins, Thompson &
    Spiegelhalter 2009 (JRSS A 172:137). The bounds are our choice; tests/metrics/test_spread.py shows what they cost.
    """
    units = _units(x, n, group, n_groups)
    fit = _without_outliers(units, _fit(units, np.ones(n.size), least_rho), least_rho)
    weight = fit.kept * _pulled(units, fit.mean, fit.rho)
    rest, n_rest = units.total(weight)[group] - weight, units.total(fit.kept * n)[group] - fit.kept * n
    has_others = n_rest > 0
    others = (units.total(weight * units.rate)[group] - weight * units.rate) / np.where(has_others, rest, 1.0)
    edge = 0.5 / np.maximum(n_rest, 1)
    return Spread(
        mean=fit.mean[group],
        rho=fit.rho[group],
        others_mean=np.clip(np.where(has_others, others, units.rate), edge, 1 - edge),
        others_rho=np.minimum(fit.rho[group] + np.where(has_others, 1 / np.maximum(rest, 1.0), 0.0), 1.0),
        freedom=fit.freedom,
    )


def widened(tail: Floats, freedom: Floats) -> NDArray[np.float64]:
    """A normal tail probability for a spread that was itself estimated: the same distance under Student's t."""
    from scipy.special import ndtri, stdtr

    return np.asarray(stdtr(np.minimum(freedom, 1e9), ndtri(np.clip(tail, 1e-300, 1.0))), dtype=np.float64)


def _units(x: Floats, n: Floats, group: Ints, n_groups: int) -> Units:
    pooled = total(x, group, n_groups) / np.maximum(total(n, group, n_groups), 1)
    rare = np.maximum(np.minimum(pooled, 1 - pooled), 1e-4)[group]
    shared = np.minimum(n, np.ceil(TYPICAL / rare)).astype(np.int64)
    widest = int(shared.max(initial=0)) + 1
    sizes, size_of = np.unique(group * widest + shared, return_inverse=True)
    return Units(x, n, x / n, group, n_groups, size_of, (sizes % widest).astype(np.float64), sizes // widest)


def _fit(units: Units, kept: Floats, least_rho: float) -> Fit:
    """From the units kept. Mean and rho answer to each other, so in rounds."""
    n, group = units.n, units.group
    mean = units.weighted(kept * _worth(n, 0.05))  # first as if large units knew little more than small ones
    rho, trust = np.full(units.n_groups, least_rho), kept
    for _ in range(ROUNDS):
        trust = kept * _reliability(n, rho[group])
        lost = 1 - 1 / np.maximum(units.total(kept), 2)
        rho = _solve(units, mean, trust, units.total(trust * _bounded_share(units, mean, rho)) * lost, least_rho)
        mean = units.weighted(kept * _pulled(units, mean, rho))
    effective = units.total(trust) ** 2 / np.maximum(units.total(trust**2), TRIFLE)
    # Of a unit's variance only the part above the floor was estimated (Satterthwaite 1946).
    part = (n - 1) * (rho[group] - least_rho) / (1 + (n - 1) * rho[group])
    freedom = EFFICIENCY * np.maximum(effective - 1, 1)[group] / np.maximum(part, 1e-6) ** 2
    return Fit(kept, mean, rho, freedom)


def _without_outliers(units: Units, fit: Fit, least_rho: float) -> Fit:
    """The same without units surely out of line. Groups in which nobody is suspect are not looked at again."""
    distance = _distance(units, fit.mean, np.full(units.n_groups, least_rho))
    has_suspect = units.total(np.where(distance > SUSPECT, 1.0, 0.0))[units.group] > 0
    rows = np.flatnonzero(has_suspect)
    if not rows.size:
        return fit
    groups, own = np.unique(units.group[rows], return_inverse=True)
    few = _units(units.x[rows], units.n[rows], own.astype(np.int64), groups.size)
    rank = _furthest_first(few, Fit(fit.kept[rows], fit.mean[groups], fit.rho[groups], fit.freedom[rows]))
    n_units = few.total(np.ones(rows.size))
    kept, freedom, mean, rho = fit.kept[rows], fit.freedom[rows], fit.mean[groups], fit.rho[groups]
    undecided, tried = np.ones(groups.size, dtype=bool), np.zeros(groups.size)
    for share in SHARES_OUT:
        most_out = np.maximum(np.floor(share * n_units), 1)
        if not (undecided & (most_out != tried)).any():  # small groups: a tenth of ten is one, and so is one at least
            continue
        n_out, tried = most_out[few.group], most_out
        trial = _fit(few, np.where(rank < n_out, 0.0, 1.0), least_rho)
        # If the least of those left out is surely out, all are; else fewer are tried.
        least = np.flatnonzero((rank == n_out - 1) & undecided[few.group])
        out = few.group[least[_is_out(few, trial, least)]]
        mean[out], rho[out], undecided[out] = trial.mean[out], trial.rho[out], False
        of_out = np.isin(few.group, out)
        kept, freedom = np.where(of_out, trial.kept, kept), np.where(of_out, trial.freedom, freedom)
    whole = replace(fit, kept=fit.kept.copy(), mean=fit.mean.copy(), rho=fit.rho.copy(), freedom=fit.freedom.copy())
    whole.kept[rows], whole.freedom[rows] = kept, freedom
    whole.mean[groups], whole.rho[groups] = mean, rho
    return whole


def _furthest_first(units: Units, fit: Fit) -> Ints:
    """Rank of each unit in its group, 0 the least likely."""
    sides = tails(units.x, units.n, _inside(units, fit.mean), fit.rho[units.group])
    order = np.lexsort((np.minimum(sides.low, sides.high), units.group))
    start = np.concatenate([[0], np.cumsum(np.bincount(units.group, minlength=units.n_groups))[:-1]])
    rank = np.empty(units.n.size, dtype=np.int64)
    rank[order] = np.arange(units.n.size) - start[units.group[order]]
    return rank


def _is_out(units: Units, fit: Fit, who: Ints) -> NDArray[np.bool_]:
    """Is a unit that was left out surely out of line with those that were not?"""
    group = units.group[who]
    n_kept = units.total(fit.kept * units.n)[group]
    edge, rest = 0.5 / np.maximum(n_kept, 1), units.total(fit.kept * _pulled(units, fit.mean, fit.rho))[group]
    rho = np.minimum(fit.rho[group] + 1 / np.maximum(rest, 1.0), 1.0)
    sides = tails(units.x[who], units.n[who], np.clip(fit.mean[group], edge, 1 - edge), rho)
    short = widened(np.minimum(sides.low, sides.high), fit.freedom[who])
    return np.asarray(short < SURELY_OUT / units.total(np.ones(units.n.size))[group])


def _inside(units: Units, mean: Floats) -> Floats:
    """The group's mean for each unit, no nearer to 0 or 1 than half a case of all: nobody's variance is nothing."""
    edge = (0.5 / np.maximum(units.total(units.n), 1))[units.group]
    return np.clip(mean[units.group], edge, 1 - edge)


def _variance(n: Floats, q: Floats, rho: Floats) -> Floats:
    """Of one unit's rate."""
    return np.maximum(q * (1 - q) / n * (1 + (n - 1) * rho), TRIFLE)


def _worth(n: Floats, rho: Floats | float) -> Floats:
    """Cases of a unit, worth the less the more they share its luck."""
    return n / (1 + (n - 1) * rho)


def _distance(units: Units, mean: Floats, rho: Floats) -> Floats:
    """From the group's mean, in standard deviations."""
    spread = np.sqrt(_variance(units.n, _inside(units, mean), rho[units.group]))
    return np.abs(units.rate - mean[units.group]) / spread


def _pulled(units: Units, mean: Floats, rho: Floats) -> Floats:
    """Weight of each unit in the mean."""
    return _worth(units.n, rho[units.group]) * PULL / np.maximum(_distance(units, mean, rho), PULL)


def _reliability(n: Floats, rho: Floats) -> Floats:
    """Share of a unit's variance that is not chance: what it can tell about rho. A unit of one case tells nothing."""
    return (n - 1) * rho / (1 + (n - 1) * rho)


def _solve(units: Units, mean: Floats, trust: Floats, wanted: Floats, least_rho: float) -> Floats:
    """The rho at which the bounded squares add up to what they should, least_rho if they are less. The sum falls as rho
    rises, so halve (the ratio, not the difference: a rho of 0.002 deserves as many digits as one of 0.2)."""
    rho = np.full(units.n_groups, least_rho)
    q = _inside(units, mean)
    squared, chance, slope = (units.rate - q) ** 2, np.maximum(q * (1 - q) / units.n, TRIFLE), units.n - 1
    most = _bound(units.n, q) ** 2

    def is_more(rho: Floats, group: Ints) -> NDArray[np.bool_]:
        bounded = np.minimum(squared / (chance * (1 + slope * rho[group])), most)
        return total(trust * bounded, group, rho.size) > wanted

    wide = np.flatnonzero(is_more(rho, units.group))
    if not wide.size:
        return rho
    number = np.full(units.n_groups, -1)  # only groups that lie further apart are halved for
    number[wide] = np.arange(wide.size)
    rows = np.flatnonzero(number[units.group] >= 0)
    squared, chance, slope, most, trust = (v[rows] for v in (squared, chance, slope, most, trust))
    group, wanted = number[units.group[rows]], wanted[wide]
    low, high = np.full(wide.size, least_rho), np.ones(wide.size)
    for _ in range(HALVINGS):
        middle = np.sqrt(low * high)
        more = is_more(middle, group)
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    rho[wide] = low
    return rho


def _bounded_share(units: Units, mean: Floats, rho: Floats) -> Floats:
    """E min(z^2, bound^2) of each unit under its own beta-binomial, term by term: beyond the bound every term is at it."""
    n = units.size_n
    edge = 0.5 / np.maximum(units.total(units.n), 1)
    rare = np.minimum(np.clip(mean, edge, 1 - edge), np.clip(1 - mean, edge, 1 - edge))
    own_rho = np.clip(rho, 1e-9, 1 - 1e-9)
    a, b = rare * (1 / own_rho - 1), (1 - rare) * (1 / own_rho - 1)
    first = np.exp(_log_none(n, a, b, units.size_group))
    rare, own_rho, a, b = (v[units.size_group] for v in (rare, own_rho, a, b))
    most = _bound(n, rare) ** 2
    variance = n * n * _variance(n, rare, own_rho)
    last = np.minimum(np.floor(n * rare + np.sqrt(most * variance)), np.minimum(n, MOST_TERMS))
    if n.size * (last.max(initial=-1) + 1) <= MOST_CELLS:
        return _shares_at_once(n, rare, most, variance, last, a, b, first)[units.size_of]
    order = np.argsort(-last, kind="stable")  # the longest first: whoever is done leaves at the end
    n, rare, most, variance, last, a, b, term = (v[order] for v in (n, rare, most, variance, last, a, b, first))
    within, share, mid = np.zeros(n.size), np.zeros(n.size), n * rare
    for k in range(int(last.max(initial=-1)) + 1):
        left = int(np.searchsorted(-last, -k, side="right"))
        here = slice(0, left)
        within[here] += term[here]
        share[here] += term[here] * np.minimum((k - mid[here]) ** 2 / variance[here], most[here])
        term[here] *= (n[here] - k) * (k + a[here]) / ((k + 1) * np.maximum(n[here] - k - 1 + b[here], TRIFLE))
    found = np.empty(n.size)
    found[order] = share + most * np.maximum(1 - within, 0.0)
    return found[units.size_of]


def _log_none(n: Floats, a: Floats, b: Floats, group: Ints) -> Floats:
    """`log_term` of none at all: what rests on a and b, one a group, is told once a group."""
    from scipy.special import gammaln

    of_a, of_b, of_both = gammaln(a), gammaln(b), gammaln(a + b)
    mixed = of_a[group] + gammaln(n + b[group]) - gammaln(n + a[group] + b[group])
    return np.asarray(mixed + of_both[group] - of_a[group] - of_b[group], dtype=np.float64)


def _shares_at_once(
    n: Floats, rare: Floats, most: Floats, variance: Floats, last: Floats, a: Floats, b: Floats, first: Floats
) -> Floats:
    """The same sum for few units: all terms laid out, one line a term, added from the first to the last as above."""
    k = np.arange(last.max(initial=-1) + 1)[:, None]
    steps = (n - k[:-1]) * (k[:-1] + a) / ((k[:-1] + 1) * np.maximum(n - k[:-1] - 1 + b, TRIFLE))
    terms = np.multiply.accumulate(np.concatenate([first[None], steps]), axis=0)
    terms = np.where(k <= last, terms, 0.0)
    within = np.add.reduce(terms, axis=0)
    share = np.add.reduce(terms * np.minimum((k - n * rare) ** 2 / variance, most), axis=0)
    return np.asarray(share + most * np.maximum(1 - within, 0.0), dtype=np.float64)


def _bound(n: Floats, q: Floats) -> Floats:
    """In standard deviations. Never under two cases: where hardly one is expected, one and none would look alike."""
    return np.maximum(BOUND, 2 / np.sqrt(np.maximum(n * q * (1 - q), TRIFLE)))
