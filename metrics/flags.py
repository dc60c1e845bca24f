"""How many tests were made, how many flags the bad way came of them, and how many chance alone brings."""

from __future__ import annotations

import polars as pl

from metrics.evidence import FAMILY

# Bad-side flags of one test by chance: 99.8 %, 95 %, and a process chart of a steady series whose points have
# autocorrelation .3, by quarter and by month (measured: metrics/proof.toml).
CHANCE = {"P": 0.001, "P3": 0.025, "V": 0.026}
CHANCE_BY_MONTH = 0.037


def counts_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Tests made and bad flags found, per group of peers and quarter, of rows whose signals and chances are told."""
    of_peers, of_change = pl.col("P").is_not_null(), pl.col("V").is_not_null()
    by_chance = pl.when(pl.col("is_by_month").fill_null(False)).then(CHANCE_BY_MONTH).otherwise(CHANCE["V"])
    worst, alarm = pl.col("P") == "P4", pl.col("p_bad") <= CHANCE["P"]
    return rows.group_by(*FAMILY, "indicator", "peer_group").agg(
        tested_P=of_peers.sum(), expected_P=of_peers.sum() * CHANCE["P"], flags_P=(alarm & of_peers).sum(), after_P=worst.sum(),
        tested_P3=of_peers.sum(), expected_P3=of_peers.sum() * CHANCE["P3"],
        flags_P3=((pl.col("p_bad") <= CHANCE["P3"]) & of_peers).sum(), after_P3=worst.sum(),
        tested_V=of_change.sum(), expected_V=by_chance.filter(of_change).sum(), flags_V=(pl.col("V") == "V3").sum(),
        stands_alone=pl.col("stands_alone").any(),
    )  # fmt: skip


def tests_of(counts: pl.DataFrame) -> pl.DataFrame:
    """stat_tests: tests made, bad flags expected by chance, and bad flags found, per plan, quarter, family and kind of test."""
    counts = counts.group_by(FAMILY).agg(pl.exclude("indicator", "peer_group", "stands_alone").sum())
    counts = counts.with_columns(after_V=pl.lit(None, pl.Int32))
    each = [
        counts.select(
            *FAMILY, signal=pl.lit(s), n_tests=pl.col(f"tested_{s}").cast(pl.Int32),
            n_expected=pl.col(f"expected_{s}").cast(pl.Float64), n_flags=pl.col(f"flags_{s}").cast(pl.Int32),
            n_after_bh=pl.col(f"after_{s}").cast(pl.Int32),
        )
        for s in CHANCE
    ]  # fmt: skip
    return pl.concat(each).filter(pl.col("n_tests") > 0).sort([*FAMILY, "signal"])
