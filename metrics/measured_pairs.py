"""Measured listings, each beside one as it was that was not yet measured: whom to watch round which day, and until when.

No record of what anybody did is asked: new records leave the pairs as they were.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from metrics.matched import LEVELS
from metrics.segments import Ints, group_codes
from metrics.spells import Laid, drawn, lay

MOST_PAIRS = 50_000  # of one measure: a larger register is drawn from, the mean of so many is known to a thousandth
SEED = 2026  # which of several controls is taken is drawn; the same build draws the same
SIDES = ("treated", "control")
PAIRS = {
    "measure_code": pl.String, "nth": pl.Int64,
    **{f"{side}_{of}": kind for side in SIDES for of, kind in (("entity", pl.String), ("day", pl.Date), ("until", pl.Date))},
}  # fmt: skip
NEVER = 1 << 40  # days

Points = tuple[Ints, Ints]  # unit, and the day of its clock


def pairs(listings: pl.DataFrame, measures: pl.DataFrame) -> pl.DataFrame:
    """Each measured listing on the day of its measure, and beside it a control on the same day of its own listing.

    listings, measures: as `effect.weigh` takes them, with entity_id. The control of a measured listing is one of its office,
    ground, list, grade and prior listings that had stood as long and was not yet measured; once it is measured it is watched
    no longer (until). One row a pair, as PAIRS; of a measure of which there is none a row that names nobody. Source of the
    controls: Linden 2013.
    """
    listings = drawn(listings).sort("listing_id")
    laid = lay(listings, measures)
    units = laid.units.with_columns(prior_band=pl.col("prior").fill_null(0).clip(upper_bound=2))
    stratum, _ = group_codes(units, LEVELS[0])
    found = [pl.DataFrame(schema=PAIRS)]
    for code in laid.codes:
        applied = _applied(laid, code)
        both = [
            _placed(laid, applied, *points, side)
            for side, points in zip(SIDES, _pairs(laid, applied, stratum), strict=True)
        ]
        found.append(_of_code(pl.concat(both, how="horizontal"), code))
    return pl.concat(found)


def _pairs(laid: Laid, applied: Ints, stratum: Ints) -> tuple[Points, Points]:
    """Each measured listing on the day of its measure, and a control on the same day of its own clock."""
    end = laid.units["stop"].to_numpy()
    span = int(end.max(initial=0)) + 4
    key = stratum * span + span - np.minimum(applied, end)  # who stays unmeasured longest comes first in its stratum
    order = np.argsort(key, kind="stable")
    measured = np.flatnonzero(applied < end)
    low = np.searchsorted(key[order], stratum[measured] * span)
    high = np.searchsorted(key[order], stratum[measured] * span + span - applied[measured])
    rng = np.random.default_rng(SEED)
    nth = low + np.floor(rng.random(measured.size) * (high - low)).astype(np.int64)
    found = np.flatnonzero(high > low)
    if found.size > MOST_PAIRS:
        found = np.sort(rng.choice(found, MOST_PAIRS, replace=False))
    own, day = order[nth[found]], applied[measured][found]
    return (measured[found], day), (own, day)


def _applied(laid: Laid, code: str) -> Ints:
    """Day of the clock on which the measure entered, of every unit; far ahead where it did not."""
    unit, start, mask = (laid.spells[c].to_numpy() for c in ("unit", "start", "mask"))
    measured = np.flatnonzero(mask & laid.bit(code) > 0)
    own = unit[measured]
    first = measured[np.append(True, own[1:] != own[:-1])[: own.size]]  # spells stand by unit and day
    applied = np.full(laid.units.height, NEVER)
    applied[unit[first]] = start[first]
    return applied


def _placed(laid: Laid, applied: Ints, unit: Ints, on: Ints, side: str) -> pl.DataFrame:
    """Whom to watch round which day, and until when: the day after the last of all; a control no longer once it is measured."""
    begun, watched = (laid.units[c].to_numpy() for c in ("_begun", "watched"))
    last = int((begun + watched).max(initial=0)) + 1
    day, entered = begun[unit] + on, applied[unit]
    until = np.where(entered > on, np.minimum(day - on + entered, last), last)
    own = pl.DataFrame({"entity": laid.units["entity_id"].gather(unit), "day": day, "until": until})
    as_date = pl.col("day", "until").cast(pl.Int32).cast(pl.Date)
    return own.with_columns(as_date).rename({c: f"{side}_{c}" for c in own.columns})


def _of_code(both: pl.DataFrame, code: str) -> pl.DataFrame:
    """The pairs of one measure, numbered; where there is none, one row that names nobody."""
    if both.is_empty():
        both = both.clear(1)
    return both.select(pl.lit(code).alias("measure_code"), pl.int_range(pl.len()).alias("nth"), *list(PAIRS)[2:])
