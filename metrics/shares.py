"""Intervals of the shares a row of counts holds: promises, checks, talks, objections, repairs. Counts stay, intervals are laid beside."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from metrics.rates import wilson

Shares = Mapping[str, tuple[str, str]]  # name -> columns x, n
PROMISED: Shares = {
    "published": ("n_published", "n_signed"),
    "at_once": ("n_at_once", "n_papers_complete"),
    "papers_to_follow": ("n_papers_to_follow", "n_with_handling"),
    "papers_in_time": ("n_papers_in_time", "n_papers_due"),
    "checked": ("n_due_checked", "n_due"),
    "kept_of_due": ("n_due_kept", "n_due"),
    "kept": ("n_kept", "n_found"),
    "handled": ("n_handled", "n_broken"),
    "shared": ("n_shared", "n_found"),
}
LOOKED: Shares = {
    "before": ("n_checked_before", "n_matters"),
    "hit": ("n_hit", "n_result"),
    "restricted": ("n_restricted", "n_hit"),
    "report": ("n_report_used", "n_report_stated"),
}
TALKED: Shares = {
    "in_time": ("n_in_time", "n_due"),
    "rectified": ("n_rectified", "n_due"),
    "recorded": ("n_recorded", "n_held"),
    "by_lister": ("n_by_lister", "n_listed"),
}
MEASURED: Shares = {
    "applied": ("n_applied", "n_owed"),
    "fed_back": ("n_fed_back", "n_applied"),
    "complied": ("n_effect_complied", "n_fed_back_effect"),
}

OBJECTED: Shares = {
    "upheld": ("n_upheld", "n_stated"),
    "untouched": ("n_untouched", "n_with_measures"),
    "in_time": ("n_in_time", "n_due"),
}
REPAIRED: Shares = {
    "granted": ("n_granted", "n_settled"),
    "faulty": ("n_faulty", "n_audited"),
    "early": ("n_too_early", "n_with_least"),
}
RESTORED: Shares = {"restored": ("n_restored", "n_found")}


def promised(counts: pl.DataFrame) -> pl.DataFrame:
    """Rows of stat_commitment: counts as they came, and for each of PROMISED its Wilson 95 % interval.

    counts: the columns of PROMISED (any shape of rows, any further columns). Adds <name>_low and <name>_high, 0-1, null
    where there is nothing to divide by. Raises ValueError where a part exceeds its whole. Source: metrics.rates.wilson.
    """
    return _with_intervals(counts, PROMISED)


def looked(counts: pl.DataFrame) -> pl.DataFrame:
    """Rows of stat_credit_check: as `promised`, for the shares of LOOKED. Raises ValueError where a part exceeds its whole."""
    return _with_intervals(counts, LOOKED)


def talked(counts: pl.DataFrame) -> pl.DataFrame:
    """Rows of stat_interview: as `promised`, for the shares of TALKED. Raises ValueError where a part exceeds its whole."""
    return _with_intervals(counts, TALKED)


def measured(counts: pl.DataFrame) -> pl.DataFrame:
    """Rows of stat_measure: as `promised`, for the shares of MEASURED. Raises ValueError where a part exceeds its whole."""
    return _with_intervals(counts, MEASURED)


def objected(counts: pl.DataFrame) -> pl.DataFrame:
    """Rows of stat_objection: as `promised`, for OBJECTED; n_stated (answered either way) is only divided by."""
    return _with_intervals(counts, OBJECTED).drop("n_stated")


def repaired(counts: pl.DataFrame) -> pl.DataFrame:
    """Rows of stat_repair: as `promised`, for REPAIRED; n_settled (granted or refused) and n_faulty are only used here."""
    return _with_intervals(counts, REPAIRED).drop("n_settled", "n_faulty")


def restored(counts: pl.DataFrame) -> pl.DataFrame:
    """Rows of stat_wrong_listing: as `promised`, for RESTORED."""
    return _with_intervals(counts, RESTORED)


def befallen(counts: pl.DataFrame) -> pl.DataFrame:
    """Rows of stat_rights_defect: the Wilson 95 % interval of n / n_of as low and high, null where n_of is nought.

    Every record is counted and none is drawn: the interval says how far another year could have gone otherwise.
    Raises ValueError where a part exceeds its whole.
    """
    low, high = wilson(counts["n"].to_numpy(), counts["n_of"].to_numpy())
    return counts.with_columns(low=pl.Series(low).fill_nan(None), high=pl.Series(high).fill_nan(None))


def _with_intervals(counts: pl.DataFrame, shares: Shares) -> pl.DataFrame:
    ends: list[pl.Series] = []
    for name, (x, n) in shares.items():
        low, high = wilson(counts[x].to_numpy(), counts[n].to_numpy())
        ends += [pl.Series(f"{name}_low", low).fill_nan(None), pl.Series(f"{name}_high", high).fill_nan(None)]
    return counts.with_columns(ends)
