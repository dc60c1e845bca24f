"""Does a unit differ from its peers by more than chance, and more than peers ordinarily differ?

The funnel is the picture, the beta-binomial decides (rulings.md, Verdicts): near 0 or 1, where compliance rates live, and
for small n no normal limit holds. Both share one centre and are made here, for every group of peers at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.beta_binomial import tails
from metrics.dispersion import LEAST_UNITS, columns_of, funnel_of, lay
from metrics.segments import Floats, Ints, by_size, floats, group_codes, total
from metrics.series import codes_of
from metrics.spread import LEAST_RHO, Spread, spread_of, widened

ALERT, ALARM = 0.05, 0.002  # two-sided: outside 95 % and 99.8 %
DISCOVERY = 0.05  # most false alarms among the alarms of a family
WHOLE = 1e-6
STATES = {0: "tested", 1: "no_cases", 2: "not_counts", 3: "few_units", 4: "no_centre"}
UNITS_A_BLOCK = 120_000  # whose arrays stay in the processor's cache


def compare_with_peers(
    rows: pl.DataFrame,
    by: Sequence[str],
    *,
    centre: str | None = None,
    least_units: int = LEAST_UNITS,
    least_rho: float = LEAST_RHO,
    has_funnel: bool = True,
) -> pl.DataFrame:
    """Weigh every unit against the others of its group.

    rows: one row a unit and period: numerator, denominator, direction (up, down, none), the columns of `by` that make a
    group of peers (indicator, quarter, level, kind), and `centre` (a rate 0-1, say the plan's target) where one is given.
    Adds, in the same order of rows:
      peer_state  tested; few_units (S1: fewer than `least_units` units with cases); no_cases; not_counts (negative, above
                  the denominator, or not whole; such units count nowhere)
      n_units     units of the group with cases, itself included
      pooled      all cases of the group together, which anyone can check
      centre      the line of the funnel: as given, else the robust mean of the units (metrics/spread.py)
      expected    what the test compares with: the mean of the other units, or the centre given
      rho         dispersion the test allows for, never under `least_rho`
      p, p_bad    mid-p, two-sided, and one-sided towards the bad side (null without a direction)
      and, unless has_funnel is False, the columns of metrics/dispersion.overdispersed: z, phi, tau2, z_adjusted,
      low95 ... high998, n_outside, n_outside_adjusted, dispersion.
    All but peer_state, n_units and pooled are null where peer_state is not tested. Multiplicity comes after
    (metrics/multiplicity.py), then `signal`.
    Source: beta-binomial mid-p of a unit predicted from the others, see metrics/spread.py and metrics/beta_binomial.py.
    """
    group, n_groups = group_codes(rows, by)
    x, n = floats(rows, "numerator"), floats(rows, "denominator")
    has_cases, sound = (n > 0) & ~np.isnan(x), is_sound(x, n)
    n_units = total(sound, group, n_groups)[group]
    cases, done = (total(np.where(sound, v, 0.0), group, n_groups)[group] for v in (n, x))
    given = None if centre is None else floats(rows, centre)
    usable = sound if given is None else sound & (given >= 0) & (given <= 1)
    tested = np.flatnonzero(usable & (n_units >= least_units))
    tested = tested[by_size(group[tested], n[tested], x[tested])]  # sums to the last digit, in whatever order rows come
    own, good = group[tested], np.zeros(rows.height, dtype=np.int8)
    for way, mark in (("up", 1), ("down", -1)):
        good[(rows["direction"] == way).fill_null(False).to_numpy()] = mark
    found: dict[str, Floats] = {}
    for block in _blocks(own):
        at = tested[block]
        of, n_here = _numbered(own[block])
        line = None if given is None else given[at]
        told = _told(x[at], n[at], of, n_here, line, good[at], least_rho)
        funnel = funnel_of(x[at], n[at], told["centre"], of, n_here, least_units=least_units) if has_funnel else {}
        lay(found, told | funnel, at, rows.height)
    state = np.select([~has_cases, ~sound, n_units < least_units, ~usable], [1, 2, 3, 4], 0)
    return rows.with_columns(
        codes_of(STATES, "peer_state", pl.Series(state)),
        pl.Series("n_units", n_units, dtype=pl.Int32),
        pl.Series("pooled", np.divide(done, cases, out=np.full(rows.height, np.nan), where=cases > 0)).fill_nan(None),
        *columns_of(found),
    )


def _blocks(group: Ints) -> list[slice]:
    """Whole groups, some UNITS_A_BLOCK units at a time; one empty block where there are none. group: in order."""
    begins = np.flatnonzero(np.append(True, group[1:] != group[:-1])[: group.size])
    cuts = begins[np.diff(begins // UNITS_A_BLOCK, prepend=-1) > 0].tolist()
    return [slice(*ends) for ends in pairwise([*cuts, group.size])] or [slice(0, 0)]


def _numbered(group: Ints) -> tuple[Ints, int]:
    """Groups in order counted anew from 0, and how many there are."""
    new = np.append(False, group[1:] != group[:-1])[: group.size]
    return np.cumsum(new), int(new.sum()) + bool(group.size)


def _told(
    x: Floats, n: Floats, group: Ints, n_groups: int, line: Floats | None, good: NDArray[np.int8], least_rho: float
) -> dict[str, Floats]:  # fmt: skip
    spread = spread_of(np.rint(x), np.rint(n), group, n_groups, least_rho)
    p, low, high = _weighed(x, n, spread, line)
    return {
        "centre": spread.mean if line is None else line, "rho": spread.rho,
        "expected": spread.others_mean if line is None else line, "p": p,
        "p_bad": np.select([good > 0, good < 0], [low, high], np.nan),
    }  # fmt: skip


def is_sound(x: Floats, n: Floats) -> NDArray[np.bool_]:
    """Whether counts can be weighed: some cases, none negative or above the denominator, all of them whole."""
    is_whole = (np.abs(x - np.rint(x)) < WHOLE) & (np.abs(n - np.rint(n)) < WHOLE)
    return np.asarray((n > 0) & ~np.isnan(x) & (x >= 0) & (x <= n) & is_whole)


def one_compared(x: Floats, n: Floats, group: Ints, n_groups: int, rows: Ints) -> tuple[Floats, Floats, Floats]:
    """`compare_with_peers` for some units only, one a group or none: mid-p two-sided, of so few, of so many of each of `rows`.

    x, n: counts of all units that are sound (`is_sound`), ordered by group, n and x; group: its number for each.
    """
    spread = spread_of(np.rint(x), np.rint(n), group, n_groups)
    own = Spread(*(values[rows] for values in vars(spread).values()))
    return _weighed(x[rows], n[rows], own, None)


def _weighed(x: Floats, n: Floats, spread: Spread, line: Floats | None) -> tuple[Floats, Floats, Floats]:
    """Mid-p two-sided, of so few, of so many. A line given from outside is certain; the mean of the others is not."""
    if line is None:
        sides = tails(np.rint(x), np.rint(n), spread.others_mean, spread.others_rho)
    else:
        sides = tails(np.rint(x), np.rint(n), line, spread.rho)
    short = widened(np.minimum(sides.low, sides.high), spread.freedom)
    low, high = (np.where(side <= 0.5, short, 1 - short) for side in sides)
    return np.minimum(1.0, 2 * short), low, high


def signal(rows: pl.DataFrame, q: str = "q") -> pl.DataFrame:
    """Add peer_signal from p, p_bad, direction and the adjusted `q` of `p` (statistics.md 5.1).

    P0 alarm on the good side, P1 alert on the good side, P2 in, P3 alert on the bad side (95 %), P4 alarm on the bad side
    (99.8 %, and q <= 5 %); S1 for few_units; null where there was nothing to test, or no direction says what is bad.
    """
    alarm = (pl.col("p") < ALARM) & (pl.col(q) <= DISCOVERY)
    alert, is_bad = pl.col("p") < ALERT, pl.col("p_bad") < 0.5
    return rows.with_columns(
        peer_signal=pl.when(pl.col("peer_state") == "few_units")
        .then(pl.lit("S1"))
        .when(pl.col("p_bad").is_null())
        .then(pl.lit(None, dtype=pl.String))
        .when(alarm & is_bad)
        .then(pl.lit("P4"))
        .when(alarm)
        .then(pl.lit("P0"))
        .when(alert & is_bad)
        .then(pl.lit("P3"))
        .when(alert)
        .then(pl.lit("P1"))
        .otherwise(pl.lit("P2"))
    )
