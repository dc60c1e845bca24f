"""Comparable regions: those of the same level and kind whose register, sectors, risk tiers and load of acts are most alike."""

from __future__ import annotations

import polars as pl

from metrics.peers import MOST, nearest

SIZES = {"n_entities": "log_entities", "n_acts_a_year": "log_acts"}  # ten times as many is one step, wherever it starts
SHARES = (
    "share_individual", "share_food_drug", "share_construction", "share_finance", "share_tier_a", "share_tier_b",
    "share_tier_c", "share_tier_d",
)  # fmt: skip
FEATURES = (*SIZES.values(), *SHARES)
PEER = {
    "root_code": pl.String, "level": pl.String, "region_code": pl.String, "peer_code": pl.String, "position": pl.Int32,
    "distance": pl.Float64, "rule": pl.String,
}  # fmt: skip


def with_features(rows: pl.DataFrame) -> pl.DataFrame:
    """Add log_entities and log_acts (base 10 of the number plus one) to rows of agg_region_structure."""
    return rows.with_columns((pl.col(n) + 1).log10().alias(log) for n, log in SIZES.items())


def peers(rows: pl.DataFrame, k: int = MOST) -> pl.DataFrame:
    """Table stat_peer: the k nearest regions of each, within jurisdiction, level and kind.

    rows: agg_region_structure. A jurisdiction is compared by the features it has figures of (no grades sent: no tiers);
    where it sends no register, nobody is anybody's peer. A single region without a feature the others have stays out.
    Source: metrics/peers.nearest.
    """
    found = [pl.DataFrame(schema=PEER)]
    for own in with_features(rows).partition_by("root_code", maintain_order=True):
        known = [f for f in FEATURES if own[f].drop_nulls().len()]
        if known:
            found.append(
                nearest(own, ["root_code", "level", "kind"], known, k=k).rename({"peer": "peer_code"}).select(*PEER)
            )
    return pl.concat(found)
