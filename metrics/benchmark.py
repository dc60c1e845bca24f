"""What the best peers already reach: the achievable benchmark. A thing to learn from, never the pass mark."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

SHARE = 0.1
TINY = 1e-9


def with_benchmark(rows: pl.DataFrame, by: Sequence[str], *, share: float = SHARE) -> pl.DataFrame:
    """Add the achievable benchmark of each group to one row a unit: benchmark (a rate 0-1), is_best, n_best.

    rows: numerator, denominator, direction, the columns of `by`. Units are ranked by (good + 1) / (n + 2), so that three of
    three does not top the list, and taken from the top until they hold `share` of all cases; units equal to the last one
    taken come along. The benchmark is the pooled rate of those units. For direction down the good cases are those not
    counted; the rate comes back as the card counts it. Null without direction, and in a group without cases; rows without
    cases, or with x above n, take no part (is_best null).
    Source: Kiefe et al. 1998 (Int J Qual Health Care 10:443); Weissman et al. 1999 (J Eval Clin Pract 5:269).
    """
    x, n = pl.col("numerator"), pl.col("denominator")
    sound = ((n > 0) & (x >= 0) & (x <= n) & pl.col("direction").is_in(["up", "down"])).fill_null(False)
    good = pl.when(pl.col("direction") == "down").then(n - x).otherwise(x)
    own = rows.with_columns(_row=pl.int_range(pl.len()), _sound=sound, _adjusted=(good + 1) / (n + 2))
    family: list[str | pl.Expr] = [*by] or [pl.lit(0)]
    best_first = own.filter("_sound").sort("_adjusted", "_row", descending=[True, False])
    # Whoever comes before a unit, without its equals.
    before = (n.cum_sum() - n).over(family)
    best_first = best_first.with_columns(_before=before, _all=n.sum().over(family))
    best_first = best_first.with_columns(_before=pl.col("_before").min().over([*family, "_adjusted"]))
    chosen = best_first.with_columns(is_best=pl.col("_before") < share * pl.col("_all") - TINY)
    best = [pl.when("is_best").then(v).sum().over(family) for v in (x, n)]
    chosen = chosen.with_columns(
        benchmark=best[0] / best[1], n_best=pl.col("is_best").sum().over(family).cast(pl.Int32)
    ).select("_row", "benchmark", "is_best", "n_best")
    return own.drop("_sound", "_adjusted").join(chosen, on="_row", how="left", maintain_order="left").drop("_row")
