"""Do units of a group differ more than chance explains? Dispersion, and the funnel widened by it.

With hundreds of cases a unit, small differences that nobody caused put nearly every unit outside a plain funnel (260 of
303 areas in a published example). An additive random effect on the arcsine scale takes them in. What it also takes in is
a shortfall that the whole sector shares: so the dispersion, and the flags before and after, are always stated.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.funnel import Z998, arcsine_limits
from metrics.segments import Floats, Ints, by_size, floats, group_codes, total
from metrics.series import codes_of

TRIM = 0.1  # of either end brought in to its quantile
LEAST_UNITS = 10
TOO_WIDE = 10.0  # our cut: from here units differ for reasons no funnel models, so stratify first
STATES: dict[int, str | None] = {1: "not_adjusted", 2: "stratify", 3: "adjusted"}
COLUMNS = ("z", "phi", "tau2", "z_adjusted", "low95", "high95", "low998", "high998", "n_outside", "n_outside_adjusted")


def overdispersed(
    rows: pl.DataFrame,
    by: Sequence[str],
    *,
    centre: str | None = None,
    least_units: int = LEAST_UNITS,
    trim: float = TRIM,
) -> pl.DataFrame:
    """Add the funnel of each group, dispersion and all, to one row a unit.

    rows: numerator, denominator, the columns of `by`, and `centre` (a rate 0-1) where one is given; else the group's pooled rate.
    Adds z (arcsine), phi (mean square of z, winsorised), tau2 (variance between units, arcsine scale), z_adjusted, low95,
    high95, low998, high998 (limits widened by tau2, as rates), n_outside and n_outside_adjusted (units of the group
    beyond 99.8 % before and after), dispersion: adjusted, not_adjusted (fewer than `least_units` units with cases: tau2
    is 0), stratify (adjusted, but phi > 10), null without cases. Rows without cases get nulls and count nowhere.
    Raises ValueError where a given centre lies outside 0-1.
    Source: Spiegelhalter 2005 (Qual Saf Health Care 14:347); tau2 DerSimonian & Laird 1986; quantiles type 7.
    """
    group, n_groups = group_codes(rows, by)
    x, n = floats(rows, "numerator"), floats(rows, "denominator")
    sound = (n > 0) & (x >= 0) & (x <= n)
    line = _pooled(x, n, sound, group, n_groups) if centre is None else floats(rows, centre)
    sound &= ~np.isnan(line)
    kept = np.flatnonzero(sound)
    kept = kept[by_size(group[kept], n[kept], x[kept])]  # sums to the last digit, in whatever order rows come
    found: dict[str, Floats] = {}
    lay(
        found,
        funnel_of(x[kept], n[kept], line[kept], group[kept], n_groups, least_units=least_units, trim=trim),
        kept,
        rows.height,
    )
    return rows.with_columns(columns_of(found))


def funnel_of(
    x: Floats, n: Floats, line: Floats, group: Ints, n_groups: int, *, least_units: int = LEAST_UNITS, trim: float = TRIM
) -> dict[str, Floats]:  # fmt: skip
    """The columns `overdispersed` adds, one value a unit with cases; `dispersion` as a number of STATES."""
    z = _angles_apart(x / n, line, n)
    n_units = total(np.ones(z.size), group, n_groups)
    phi, between, _ = dispersion_of(z, 1 / (2 * np.sqrt(n)), group, n_groups, trim=trim)
    tau2 = np.where(n_units >= least_units, between, 0.0)
    adjusted = z / np.sqrt(1 + 4 * n * tau2[group])
    state = np.select([n_units < least_units, phi > TOO_WIDE], [1.0, 2.0], 3.0)
    return {
        "z": z, "phi": phi[group], "tau2": tau2[group], "z_adjusted": adjusted,
        **arcsine_limits(line, n, tau2[group])._asdict(),
        "n_outside": total(np.abs(z) > Z998, group, n_groups)[group],
        "n_outside_adjusted": total(np.abs(adjusted) > Z998, group, n_groups)[group], "dispersion": state[group],
    }  # fmt: skip


def lay(whole: dict[str, Floats], found: dict[str, Floats], kept: Ints, height: int) -> None:
    """Lay what was found of some rows in its places among all of them."""
    for name, values in found.items():
        if name not in whole:
            whole[name] = np.full(height, np.nan)
        whole[name][kept] = values


def columns_of(found: dict[str, Floats]) -> list[pl.Series]:
    """What has been laid as columns, taken out one by one: what was not found is null."""
    columns = []
    for name in list(found):
        column = pl.Series(name, found.pop(name), nan_to_null=True)
        is_count = name.startswith("n_outside")
        columns.append(
            codes_of(STATES, name, column) if name == "dispersion" else column.cast(pl.Int32) if is_count else column
        )
    return columns


def dispersion_of(
    z: Floats, s: Floats, group: Ints, n_groups: int, *, trim: float = TRIM, truncate: bool = False
) -> tuple[Floats, Floats, Floats]:
    """phi, tau2 and the number of units used, one of each a group; every unit with its z and its own standard error s.

    Each end is brought in to its quantile and nobody dropped (winsorised); truncate drops the lowest and highest
    floor(trim x units) instead, as the English mortality indicator does with ratios on the log scale. tau2 is on the scale
    of s squared, 0 where chance is enough.
    """
    used = _middle(z, group, trim) if truncate else np.ones(z.size, dtype=bool)
    own, n_used = group[used], total(used, group, n_groups)
    bounded = z if truncate else _winsorised(z, group, trim)
    phi = total(bounded[used] ** 2, own, n_groups) / np.maximum(n_used, 1)
    weight = 1 / s[used] ** 2
    whole, squared = total(weight, own, n_groups), total(weight**2, own, n_groups)
    spare = whole - np.divide(squared, whole, out=np.zeros(n_groups), where=whole > 0)
    excess = np.maximum(n_used * phi - (n_used - 1), 0.0)
    return phi, np.divide(excess, spare, out=np.zeros(n_groups), where=spare > 0), n_used


def _pooled(x: Floats, n: Floats, sound: np.ndarray, group: Ints, n_groups: int) -> Floats:
    cases = total(np.where(sound, n, 0.0), group, n_groups)
    done = total(np.where(sound, x, 0.0), group, n_groups)
    return np.divide(done, cases, out=np.full(n_groups, np.nan), where=cases > 0)[group]


def _angles_apart(rate: Floats, line: Floats, n: Floats) -> Floats:
    """Distance from the line on the scale where chance is the same everywhere, in standard deviations."""
    return 2 * np.sqrt(n) * (np.arcsin(np.sqrt(rate)) - np.arcsin(np.sqrt(line)))


def _winsorised(z: Floats, group: Ints, trim: float) -> Floats:
    """Quantiles of R type 7."""
    if trim == 0 or not z.size:
        return z
    own = pl.DataFrame({"z": z, "group": group})
    ends = own.select(
        low=pl.col("z").quantile(trim, interpolation="linear").over("group"),
        high=pl.col("z").quantile(1 - trim, interpolation="linear").over("group"),
    )
    return np.clip(z, ends["low"].to_numpy(), ends["high"].to_numpy())


def _middle(z: Floats, group: Ints, trim: float) -> NDArray[np.bool_]:
    """Which units are left between the ends dropped."""
    own = pl.DataFrame({"z": z, "group": group})
    rank, n_out = pl.col("z").rank("ordinal"), (trim * pl.len()).floor()
    return own.select(((rank > n_out) & (rank <= pl.len() - n_out)).over("group")).to_series().to_numpy()
