"""What must be remembered of every row until the whole file is read: its key, its days, whether it was cleaned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl

from data.contracts import Contract
from data.ingest.look import MANY

LONGEST_GAP = np.timedelta64(5 * 366, "D")  # no register pauses for five years; a slip of the pen jumps further


@dataclass(frozen=True)
class Entry:
    """The kept rows of one batch, in short. keys: one hash a row. Days and places: those there are, in a large batch once."""

    keys: pl.Series
    latest: pl.Series
    reported: pl.Series
    places: dict[str, pl.Series]
    altered: pl.Series


def enter(kept: pl.DataFrame, altered: pl.Series, contract: Contract) -> Entry:
    """The entry of one batch. altered: numbers of the rows that were cleaned."""
    none = pl.Series(dtype=pl.Date)
    keys, latest = kept.select(key_of(contract).alias("key"), latest_of(contract).alias("latest")).get_columns()
    reported = once(kept["reported_on"]) if "reported_on" in kept.columns else none
    places = {c: kept[c].unique() for role in ("region", "department") for c in contract.with_role(role)}
    return Entry(keys, once(latest), reported, places, altered)


def once(values: pl.Series) -> pl.Series:
    """Each value once, where so many stand that it pays."""
    return values.unique() if len(values) >= MANY else values


def key_of(contract: Contract) -> pl.Expr:
    """A hash of what makes a row unique."""
    return pl.struct(contract.key).hash()


def latest_of(contract: Contract) -> pl.Expr:
    """The latest day of a row that must have happened; a plan for a year holds none."""
    return pl.max_horizontal(contract.past_days) if contract.past_days else pl.lit(None, pl.Date)


@dataclass
class Ledger:
    """All entries of a file."""

    entries: list[Entry] = field(default_factory=list)

    def keys(self) -> pl.Series:
        """One hash a kept row, in the order of the file."""
        return pl.concat([e.keys for e in self.entries]) if self.entries else pl.Series(dtype=pl.UInt64)

    def altered(self) -> pl.Series:
        """Numbers of the kept rows that were cleaned."""
        return pl.concat([e.altered for e in self.entries]) if self.entries else pl.Series(dtype=pl.Int64)

    def latest(self) -> pl.Series:
        """The latest days of kept rows, each at least once."""
        return days(e.latest for e in self.entries)

    def reported(self) -> pl.Series:
        """The days of report, each at least once."""
        return days(e.reported for e in self.entries)

    def places(self, column: str) -> set[str]:
        """The different codes or names in a column of regions or departments."""
        return {place for e in self.entries for place in e.places[column] if place is not None}


def days(parts: Iterable[pl.Series]) -> pl.Series:
    """The days of all parts."""
    return pl.concat([pl.Series(dtype=pl.Date), *parts])


def latest_believable(days: pl.Series) -> date | None:
    """The latest day that is not a slip: from the middle upwards, stop before the first gap of five years."""
    known = days.to_numpy()  # numpy from here: most files hold few days, and many small steps add up
    known = np.unique(known[~np.isnat(known)])
    if not len(known):
        return None
    upper = known[len(known) // 2 if len(known) > 2 else 0 :]
    jumps = np.flatnonzero(np.diff(upper) > LONGEST_GAP)
    found = upper[jumps[0] if len(jumps) else -1].astype("datetime64[D]").item()
    assert isinstance(found, date)
    return found


def repeats(kept: pl.LazyFrame, keys: pl.Series, contract: Contract) -> tuple[pl.Series, pl.Series]:
    """(rows that repeat an earlier one exactly, rows whose key stands with another content). Neither version wins.

    keys: one hash a row. Only rows whose key stands more than once are read again.
    """
    content = [c for c in contract.staged if c != "_row"]
    shared = keys.filter(keys.is_duplicated()).unique()
    short = kept.select("_row", key=key_of(contract), content=pl.struct(content).hash())
    rows = short.filter(pl.col("key").is_in(shared.implode())).collect()
    versions = pl.col("content").n_unique().over("key")
    conflicting = rows.filter(versions > 1)["_row"]
    twice = rows.filter((versions == 1) & ~pl.col("key").is_first_distinct())["_row"]
    return twice, conflicting
