"""Listings cut where a measure enters: before it was applied a listing stands among those not measured, after it among those measured.

A listing that was measured late had to stay open until then. Counting its whole time as measured would make every measure
look slow; counting each day as what it was does not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from metrics.segments import Ints

# Days since the clock began. Watching begins the day before, so that what happens on the very day is seen.
FIRST = -1
MOST_MEASURES = 12  # the commonest; more would leave no events per parameter
MOST_LISTINGS = (
    300_000  # a larger register is drawn from, office by office: a ratio is known to one part in a hundred long before
)
SEED = 2026


@dataclass(frozen=True)
class Laid:
    """units: one row a listing that can be used, numbered by `unit`, with `mask_ever`; spells: unit, start, stop, event, mask.

    codes: the measure of each bit of a mask.
    """

    units: pl.DataFrame
    spells: pl.DataFrame
    codes: list[str]
    n_left_out: int

    def bit(self, code: str) -> int:
        """The bit of the measure in a mask."""
        return 1 << self.codes.index(code)

    def of_spells(self, column: str) -> pl.Series:
        """A column of the units, one value a spell."""
        return self.units[column].gather(self.spells["unit"])


def drawn(listings: pl.DataFrame, most: int = MOST_LISTINGS) -> pl.DataFrame:
    """The listings of as many offices, drawn by lot, as together have about `most`; all of them where they are no more.

    Offices are kept or left whole: every comparison is made within one, so none is made on a part of its listings.
    """
    if listings.height <= most:
        return listings
    offices = listings.group_by("office").len("_n").sort("office").sample(fraction=1, shuffle=True, seed=SEED)
    kept = offices.filter((pl.col("_n").cum_sum() <= most) | (pl.int_range(pl.len()) == 0))
    return listings.join(kept.select("office"), on="office", how="semi")


def lay(listings: pl.DataFrame, measures: pl.DataFrame) -> Laid:
    """Cut every listing at the days its measures were applied.

    listings: listing_id, begun_on, happened_on (null: not yet), until_on (last day watched) and any further columns.
    measures: listing_id, measure_code, applied_on (null: never; of several the first counts). Spells are days since begun_on:
    at risk on start < day <= stop, event on stop, `mask` the measures then applied (bit of `codes`). What happened after
    until_on is not seen yet. Left out and counted: no usable days, or it happened before the clock began.
    """
    day = {c: pl.col(c).cast(pl.Date).to_physical() for c in ("begun_on", "happened_on", "until_on")}
    last = pl.min_horizontal(day["happened_on"], day["until_on"])
    whole = listings.with_columns(
        stop=(last - day["begun_on"]).cast(pl.Int64),
        event=(day["happened_on"] <= day["until_on"]).fill_null(False),
        watched=(day["until_on"] - day["begun_on"]).cast(pl.Int64),
        _begun=day["begun_on"].cast(pl.Int64),
    )
    usable = pl.col("stop").is_not_null() & (pl.col("stop") >= 0) & pl.col("watched").is_not_null()
    units = whole.filter(usable).with_columns(unit=pl.int_range(pl.len(), dtype=pl.Int64))
    codes, cuts = _cuts(units, measures)
    starts = pl.concat([
        units.select("unit", start=pl.lit(FIRST, pl.Int64), bit=pl.lit(0, pl.Int64)), cuts.select("unit", "start", "bit")
    ]).group_by("unit", "start").agg(pl.col("bit").sum()).sort("unit", "start")  # fmt: skip
    unit = starts["unit"].to_numpy()
    is_last = np.append(unit[1:] != unit[:-1], True)[: unit.size]
    stop = units["stop"].to_numpy()[unit]
    spells = pl.DataFrame({
        "unit": unit, "start": starts["start"],
        "stop": np.where(is_last, stop, np.append(starts["start"].to_numpy()[1:], 0)[: unit.size]),
        "event": units["event"].to_numpy()[unit] & is_last, "mask": _masks(unit, starts["bit"].to_numpy()),
    })  # fmt: skip
    units = units.with_columns(mask_ever=spells["mask"].filter(pl.Series(is_last)))
    return Laid(units, spells, codes, whole.height - units.height)


def _cuts(units: pl.DataFrame, measures: pl.DataFrame) -> tuple[list[str], pl.DataFrame]:
    """Measures in use, commonest first, and the days they enter; one applied once it had happened never enters."""
    used = measures.filter(pl.col("applied_on").is_not_null())
    counted = used.group_by("measure_code").len().sort(["len", "measure_code"], descending=[True, False])
    codes = sorted(counted.head(MOST_MEASURES)["measure_code"])
    powers = [1 << i for i in range(len(codes))]
    bits = pl.DataFrame({"measure_code": codes, "bit": powers}, schema={"measure_code": pl.String, "bit": pl.Int64})
    cuts = used.join(bits, on="measure_code").join(
        units.select("listing_id", "unit", "_begun", "stop"), on="listing_id"
    )
    start = (pl.col("applied_on").cast(pl.Date).to_physical() - pl.col("_begun")).clip(lower_bound=FIRST)
    cuts = cuts.with_columns(start=start.cast(pl.Int64)).filter(pl.col("start") < pl.col("stop"))
    return codes, cuts.group_by("unit", "bit").agg(pl.col("start").min())


def _masks(unit: Ints, bits: Ints) -> Ints:
    """Running sum of the bits within each unit; units lie together."""
    if not unit.size:
        return bits
    running = np.cumsum(bits)
    first = np.flatnonzero(np.append(True, unit[1:] != unit[:-1]))
    before = running[first] - bits[first]
    return np.asarray(running - np.repeat(before, np.diff(np.append(first, unit.size))), dtype=np.int64)
