"""One look at the cells of a batch, column by column: what differs, what must be read with care, what may hide a number.

Most cells of most files are as clean as they could be. Every later step asks here first and then works on the few
different values, or the few doubtful cells, instead of on every row.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from data.credit_code import is_sound_code
from data.ingest.privacy import LONG_RUN, PLAIN_RUN

MANY = 20_000  # rows from which it pays to look at each different value once
SAMPLE = 10_000
# Anything but printable ASCII and Chinese characters, or a number with .0 behind it: folding may change the cell.
ODD = r"[^!-&(-_a-~\x{4e00}-\x{9fff}\x{3014}\x{3015}]|^[0-9]+\.0+$"
DOUBTFUL = f"{ODD}|{PLAIN_RUN}"
ISO_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
LONGEST_BLANK = 6  # bytes of the longest word for nothing; what is longer says something


@dataclass(frozen=True)
class Look:
    """One column. `values`: the cells worth looking at, each different one once where that is cheaper.

    everything: these are all the values there are; else the other cells are clean, and stay as they are when read.
    is_odd: a cell that folding may change is among them. may_hide: one long enough in digits for an identity number.
    is_iso: every cell has the form 2020-07-09; asked of columns of days only.
    """

    values: pl.Series
    everything: bool
    is_odd: bool
    may_hide: bool
    is_iso: bool = False

    @property
    def is_clean(self) -> bool:
        """Every cell is empty, or as clean as it could be."""
        return not self.everything and self.values.null_count() == len(self.values)


def look_at(part: pl.DataFrame, codes: Collection[str] = (), days: Collection[str] = ()) -> Mapping[str, Look]:
    """A look at every text column.

    codes: columns of credit codes, where a valid code is clean whatever its digits are. days: columns of days.
    """
    texts = [name for name, dtype in part.schema.items() if dtype == pl.String]
    if part.height < MANY:
        return at_once(part, texts, days)
    return {name: distinct(part[name], name in days) or doubtful(part[name], name in codes) for name in texts}


def at_once(part: pl.DataFrame, texts: Collection[str], days: Collection[str]) -> dict[str, Look]:
    """A small batch: all columns in one pass, all cells."""
    asked = {f"{name}|odd": pl.col(name).str.contains(ODD).any() for name in texts}
    asked |= {f"{name}|long": pl.col(name).str.contains(LONG_RUN).any() for name in texts}
    asked |= {f"{name}|iso": pl.col(name).str.contains(ISO_DAY).all() for name in texts if name in days}
    found = part.select(**asked).row(0, named=True) if asked else {}
    return {
        name: Look(part[name], True, found[f"{name}|odd"], found[f"{name}|long"], found.get(f"{name}|iso", False))
        for name in texts
    }


def distinct(written: pl.Series, is_day: bool = False) -> Look | None:
    """Each different value once, where a slice of the column shows that there are few (files are sorted more often than not)."""
    sample = written.slice(len(written) // 2, SAMPLE)
    if sample.n_unique() * 2 > len(sample):
        return None
    values = written.unique()
    is_iso = is_day and bool(values.str.contains(ISO_DAY).all())
    return Look(values, True, holds(values, ODD), holds(values, LONG_RUN), is_iso)


def doubtful(written: pl.Series, is_code: bool) -> Look:
    """The cells of a column of many values that are not plainly clean; every clean one is left alone."""
    # A cell without an odd character can hold a long run only of ASCII digits and hyphens: one pattern finds both.
    clean = (
        is_sound_code(written)
        if is_code
        else ~written.str.contains(DOUBTFUL) & (written.str.len_bytes() > LONGEST_BLANK)
    )
    values = written.filter(~clean.fill_null(False)).unique()
    return Look(values, False, holds(values, ODD), holds(values, LONG_RUN))


def holds(values: pl.Series, pattern: str) -> bool:
    """Does a pattern stand in any of the values?"""
    return bool(values.str.contains(pattern).any())
