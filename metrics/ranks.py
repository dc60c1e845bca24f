"""Which ranks could a unit truly have? Never a bare rank: an interval for every unit, all of them right together.

A unit is surely behind another only where the difference of their rates leaves chance no room, every pair of the group
counted. Its best possible rank is one more than the units surely ahead of it, its worst all but those surely behind.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.segments import Floats, Ints, floats, group_codes, squares, total

LEVEL = 0.95
CELLS = 250_000  # of one block of pairs: 2 MB a matrix stays near the processor, and is more than twice as fast as 32


def rank_intervals(rows: pl.DataFrame, by: Sequence[str], *, level: float = LEVEL) -> pl.DataFrame:
    """Add rank, n_tied, n_ranked, rank_low, rank_high to one row a unit, groups made by the columns of `by`.

    rows: numerator, denominator, direction (up, down; others get nulls). rank: 1 is best in that direction, equal rates
    share the better rank; n_tied: units with the same rate, itself included. rank_low (best) to rank_high (worst): with
    probability `level` or more every unit's true rank lies in its interval. Rows without cases, or with x above n, get
    nulls and are ranked with nobody. Rates are compared by Newcombe's score interval (Stat Med 1998 17:873, method 10).
    Source: Mogstad, Romano, Shaikh & Wilhelm 2023 (Rev Econ Stud 91:476), Bonferroni over the m (m - 1) / 2 pairs,
    which needs no simulation.
    """
    x, n = floats(rows, "numerator"), floats(rows, "denominator")
    direction = rows["direction"].to_numpy()
    ranked = np.flatnonzero((n > 0) & (x >= 0) & (x <= n) & ((direction == "up") | (direction == "down")))
    group, n_groups = group_codes(rows[ranked], by)
    good = np.where(direction[ranked] == "up", x[ranked], n[ranked] - x[ranked])
    sizes = total(np.ones(ranked.size), group, n_groups)
    z = _critical(sizes, level)[group]
    columns = _ranks(good, n[ranked], z, group, n_groups)
    out = {"n_ranked": sizes[group].astype(np.int64), **columns}
    laid = {
        name: np.full(rows.height, -1, dtype=np.int64)
        for name in ("rank", "n_tied", "n_ranked", "rank_low", "rank_high")
    }
    for name, values in out.items():
        laid[name][ranked] = values
    found = [pl.Series(name, values, dtype=pl.Int64) for name, values in laid.items()]
    return rows.with_columns(*found).with_columns(
        pl.when(pl.col(name) >= 0).then(pl.col(name)).cast(pl.Int32).alias(name) for name in laid
    )


def _critical(sizes: Floats, level: float) -> Floats:
    """Standard deviations that no pair of a group of this size exceeds by chance, at the level for all together."""
    from scipy.special import ndtri

    pairs = np.maximum(sizes * (sizes - 1) / 2, 1)
    return np.asarray(-ndtri((1 - level) / (2 * pairs)))


def places_of(
    rows: Ints, good: Floats, n: Floats, group: Ints, n_groups: int, level: float = LEVEL
) -> tuple[Ints, Ints, Ints]:
    """rank_low, rank_high and n_ranked of `rows` alone, one a group or none; good: cases on the good side of n."""
    sizes = total(np.ones(good.size), group, n_groups)
    rate, up, down = _reach(good, n, _critical(sizes, level)[group])
    mine = np.full(n_groups, -1)
    mine[group[rows]] = rows
    others = np.flatnonzero(mine[group] >= 0)
    one, ahead = mine[group[others]], rate[others] - rate[mine[group[others]]]
    is_ahead = (ahead > 0) & (ahead > np.sqrt(down[others] + up[one]))
    is_behind = (ahead < 0) & (-ahead > np.sqrt(down[one] + up[others]))
    n_ahead, n_behind = (total(side, group[others], n_groups)[group[rows]] for side in (is_ahead, is_behind))
    n_ranked = sizes[group[rows]].astype(np.int64)
    return 1 + n_ahead.astype(np.int64), n_ranked - n_behind.astype(np.int64), n_ranked


def _reach(good: Floats, n: Floats, z: Floats) -> tuple[Floats, Floats, Floats]:
    """The rate, and the squares of how far its score interval reaches up and down from it."""
    rate = good / n
    middle, half = (good + z * z / 2) / (n + z * z), z / (n + z * z) * np.sqrt(good * (n - good) / n + z * z / 4)
    low, high = np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)
    return rate, (high - rate) ** 2, (rate - low) ** 2


def _ranks(
    good: Floats, n: Floats, z: Floats, group: NDArray[np.int64], n_groups: int
) -> dict[str, NDArray[np.int64]]:  # fmt: skip
    rate, *squared = _reach(good, n, z)
    found = {name: np.zeros(good.size, dtype=np.int64) for name in ("rank", "n_tied", "rank_low", "rank_high")}
    for places, there in squares(group, n_groups, CELLS):
        own, up, down = rate[places], *(one[places] for one in squared)
        ahead = own[:, None, :] - own[:, :, None]  # of the other (last axis) before oneself
        real = there[:, None, :] & there[:, :, None]
        # The difference's own limits: the other's lower and one's own upper, laid together like two standard errors.
        surely = real & (ahead > np.sqrt(down[:, None, :] + up[:, :, None])) & (ahead > 0)
        n_ahead, n_behind = surely.sum(axis=2), surely.sum(axis=1)
        here = places[there]
        found["rank"][here] = (1 + (real & (ahead > 0)).sum(axis=2))[there]
        found["n_tied"][here] = (real & (ahead == 0)).sum(axis=2)[there]
        found["rank_low"][here] = (1 + n_ahead)[there]
        found["rank_high"][here] = (there.sum(axis=1)[:, None] - n_behind)[there]
    return found
