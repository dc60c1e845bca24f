"""Figures too good to be chance: the weight of each pattern, with a false-alarm rate of its own.

A pattern is counted by a fixed rule (queries/marts/agg_pattern.sql); here it is asked how often honest figures would show
it. Each answer is a probability that errs on the cautious side, and none is proof: every pattern has an innocent reading.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from metrics.multiplicity import with_q

Floats = NDArray[np.float64]
PATTERNS = ("heaping_at_full", "exactly_on_target", "identical_quarters", "shrinking_denominator", "limit_day_spike")
DISCOVERY = 0.05
DAYS_BEFORE = 2  # the last day allowed is held against so many days before it
ENOUGH = 1e-13
WEIGHED = ["pattern", "indicator", "act", "department_code", "region_code", "quarter", "n_examined", "p", "q", "state"]


class RateChange(NamedTuple):
    """Of one rate between two periods; arrays of one shape, NaN where a period has no cases.

    change = from_numerator + from_denominator, each effect taken with the other count at the mean of its two values
    (Das Gupta 1978). p_rate: the better rate is chance; p_base: the smaller base is chance; p: the larger of the two.
    """

    change: Floats
    from_numerator: Floats
    from_denominator: Floats
    p_rate: Floats
    p_base: Floats
    p: Floats


def rate_change(x0: ArrayLike, n0: ArrayLike, x1: ArrayLike, n1: ArrayLike, down: ArrayLike = False) -> RateChange:
    """Did a rate improve because its base changed? Before (x0 of n0) and now (x1 of n1), whole counts of one shape.

    For a rate that should rise: did it rise, and did its base shrink? down: for one that should fall, did it fall while
    its base grew? Both must be beyond chance, so p is the larger of two (intersection-union, Berger 1982): Fisher's mid-p
    that the rate did not improve (a base that loses good and bad cases alike leaves the rate where it was), and the exact
    conditional binomial of n1 in n0 + n1 cases. False alarms: at most p where either explanation is innocent.
    Raises ValueError where a count lies outside 0 to its base.
    """
    x0, n0, x1, n1 = (np.asarray(v, dtype=np.float64) for v in np.broadcast_arrays(x0, n0, x1, n1))
    if np.any((x0 < 0) | (x0 > n0) | (x1 < 0) | (x1 > n1)):
        raise ValueError("rate_change: counts must satisfy 0 <= x <= n")
    whole = (n0 > 0) & (n1 > 0)
    n0, n1 = np.where(whole, n0, np.nan), np.where(whole, n1, np.nan)
    from_x = (x1 - x0) * (1 / n0 + 1 / n1) / 2
    from_n = (x0 + x1) * (1 / n1 - 1 / n0) / 2
    # For a rate that should fall the same is asked of the cases left, and of the base turned round.
    is_down = np.broadcast_to(np.asarray(down, dtype=bool), x0.shape)
    p_rate = _fisher_upper(np.where(is_down, n1 - x1, x1), n1, np.where(is_down, n0 - x0, x0), n0)
    p_base = _at_least(np.where(is_down, n1, n0), n0 + n1, 0.5)
    return RateChange(x1 / n1 - x0 / n0, from_x, from_n, p_rate, p_base, np.maximum(p_rate, p_base))


def heaping(n_heaped: ArrayLike, n_units: ArrayLike, chance: ArrayLike) -> Floats:
    """Probability of n_heaped or more units of n_units at one value (all done; exactly on target).

    chance: mean over the units of the probability that one stands there, given its cases and the common rate. Units have
    unlike chances; the binomial of their mean bounds the tail from above (Hoeffding 1956, Ann Math Stat 27:713). NaN where
    chance is 1 or missing: where everyone is expected to stand there, nothing can be told.
    """
    n, m, q = (np.asarray(v, dtype=np.float64) for v in np.broadcast_arrays(n_heaped, n_units, chance))
    return _at_least(n, m, np.where((q >= 0) & (q < 1), q, np.nan))


def identical(x: ArrayLike, n: ArrayLike, periods: ArrayLike) -> Floats:
    """Probability that the periods after the first repeat its x of n, whatever the rate behind each of them.

    The most likely count of n cases is x at a rate of x / n: no rate repeats it more often, so P(x; n, x / n) to the power
    of periods - 1 is an upper bound. That n repeats too is left out, on the cautious side. For flows: the cases of a stock
    are the same from quarter to quarter and repeat for good reason. NaN where n is 0 or there is one period.
    """
    x, n, k = (np.asarray(v, dtype=np.float64) for v in np.broadcast_arrays(x, n, periods))
    sound = (n > 0) & (x >= 0) & (x <= n) & (k >= 2)
    from scipy.special import gammaln, xlog1py, xlogy

    x, n = np.where(sound, x, 0.0), np.where(sound, n, 1.0)
    once = gammaln(n + 1) - gammaln(x + 1) - gammaln(n - x + 1) + xlogy(x, x / n) + xlog1py(n - x, -x / n)
    return np.where(sound, np.exp(np.minimum(once, 0.0) * (k - 1)), np.nan)


def crowding(n_here: ArrayLike, n_beside: ArrayLike, places: int) -> Floats:
    """Probability of n_here or more at one place, were it like its neighbours, where n_beside lie on `places` of them.

    Exact conditional binomial of n_here in n_here + n_beside with 1 / (1 + places): the ratio of two Poisson rates
    (Przyborowski & Wilenski 1940). NaN where nothing lies at either.
    """
    here, beside = (np.asarray(v, dtype=np.float64) for v in np.broadcast_arrays(n_here, n_beside))
    return _at_least(here, np.where(here + beside > 0, here + beside, np.nan), 1 / (1 + places))


def weigh_patterns(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of stat_pattern for every pattern found.

    rows: those of agg_pattern (pattern, indicator, act, department_code, region_code, quarter, n, n_of, observed, reference)
    with n_examined (places where the pattern was looked for that quarter) and series of the indicator.
    p: probability that honest figures show as much; q: adjusted for all places examined for this pattern in the quarter,
    not only those where it was found. state: beyond_chance (q <= 5 %), within_chance, or why there is no test:
    same_cases (a stock repeats itself), all_full (every unit at full marks: nobody to compare with).
    """
    n, of = rows["n"].cast(pl.Float64).to_numpy(), rows["n_of"].cast(pl.Float64).to_numpy()
    seen, reference = (rows[c].cast(pl.Float64).fill_null(float("nan")).to_numpy() for c in ("observed", "reference"))
    is_ = {p: (rows["pattern"] == p).to_numpy() for p in PATTERNS}
    is_flow = (rows["series"] == "flow").fill_null(False).to_numpy()

    def only(pattern: str, values: Floats) -> Floats:
        return np.where(is_[pattern], values, np.nan)

    full, target, same, base, day = (is_[p] for p in PATTERNS)
    shrunk = rate_change(
        np.rint(np.where(base, reference * of, 0)),
        np.where(base, of, 0),
        np.rint(np.where(base, seen * n, 0)),
        np.where(base, n, 0),
    )
    p = np.select(
        [full, target, same & is_flow, base, day],
        [
            only("heaping_at_full", heaping(n, of, np.where(full, reference, np.nan))),
            only("exactly_on_target", crowding(n, 2 * np.where(target, reference, 0), 2)),
            only("identical_quarters", identical(np.where(same, seen, 0), np.where(same, reference, 0), n)),
            shrunk.p,
            only("limit_day_spike", crowding(n, 2 * np.where(day, reference, 0), DAYS_BEFORE)),
        ],
        np.nan,
    )
    weighed = with_q(
        rows.with_columns(p=pl.Series(p, dtype=pl.Float64).fill_nan(None)), ["pattern", "quarter"], n_tests="n_examined"
    )
    state = (
        pl.when(pl.col("q") <= DISCOVERY)
        .then(pl.lit("beyond_chance"))
        .when(pl.col("q").is_not_null())
        .then(pl.lit("within_chance"))
        .when(pl.col("pattern") == "identical_quarters")
        .then(pl.lit("same_cases"))
        .otherwise(pl.lit("all_full"))
    )
    return weighed.with_columns(state=state).select(WEIGHED)


def _at_least(k: Floats, n: Floats, p: ArrayLike) -> Floats:
    """P(X >= k) of a binomial; NaN in, NaN out."""
    from scipy.special import bdtrc

    k, n, p = np.broadcast_arrays(k, n, np.asarray(p, dtype=np.float64))
    there = ~(np.isnan(k) | np.isnan(n) | np.isnan(p))
    tail = bdtrc(
        np.maximum(np.where(there, k, 1) - 1, 0), np.where(there, n, 1).astype(np.int64), np.where(there, p, 0.5)
    )
    return np.where(there, np.where(k <= 0, 1.0, tail), np.nan)


def _fisher_upper(x1: Floats, n1: Floats, x0: Floats, n0: Floats) -> Floats:
    """Mid-p of x1 or more, given all margins: case by case towards the better end until a further case adds nothing."""
    from scipy.special import gammaln

    shape = x1.shape
    x1, n1, x0, n0 = (np.ravel(v) for v in (x1, n1, x0, n0))
    there = np.flatnonzero(~(np.isnan(n0) | np.isnan(n1)))
    k, good, drawn, whole = x1[there], (x0 + x1)[there], n1[there], (n0 + n1)[there]

    def ways(n: Floats, r: Floats) -> Floats:
        return np.asarray(gammaln(n + 1) - gammaln(r + 1) - gammaln(n - r + 1))

    term = np.exp(ways(good, k) + ways(whole - good, drawn - k) - ways(whole, drawn))
    total, who = 0.5 * term, np.arange(there.size)
    while who.size:
        step = (good - k) * (drawn - k) / ((k + 1) * (whole - good - drawn + k + 1))
        term, k = term * step, k + 1
        total[who] += term
        going = term > ENOUGH * total[who]
        who = who[going]
        term, k, good, drawn, whole = (v[going] for v in (term, k, good, drawn, whole))
    out = np.full(x1.size, np.nan)
    out[there] = np.clip(total, 0.0, 1.0)
    return out.reshape(shape)
