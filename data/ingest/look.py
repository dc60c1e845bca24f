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
ISO_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
FORMS = (("day", f"{ISO_DAY}$"), ("moment", f"{ISO_DAY} [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}$"))
LONGEST_BLANK = 6  # bytes of the longest word for nothing; what is longer says something


@dataclass(frozen=True)
class Look:
    """One column. `values`: the cells worth looking at, each different one once where that is cheaper.

    everything: these are all the values there are; else the other cells are clean, and stay as they are when read.
    is_odd: a cell that folding may change is among them. may_hide: one long enough in digits for an identity number.
    form: of a column of days: "day" where every cell is written 2020-07-09, "moment" where a time 13:05:00 follows.
    """

    values: pl.Series
    everything: bool
    is_odd: bool
    may_hide: bool
    form: str = ""

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
    return {name: distinct(part[name], name in days) or many(part[name], name in days, name in codes) for name in texts}


def at_once(part: pl.DataFrame, texts: Collection[str], days: Collection[str]) -> dict[str, Look]:
    """A small batch: all columns in one pass, all cells."""
    asked = {f"{name}|odd": pl.col(name).str.contains(ODD).any() for name in texts}
    asked |= {f"{name}|long": pl.col(name).str.contains(LONG_RUN).any() for name in texts}
    asked |= {f"{name}|{f}": pl.col(name).str.contains(p).all() for name in texts if name in days for f, p in FORMS}
    found = part.select(**asked).row(0, named=True) if asked else {}
    return {
        name: Look(
            part[name],
            True,
            found[f"{name}|odd"],
            found[f"{name}|long"],
            next((form for form, _ in FORMS if found.get(f"{name}|{form}")), ""),
        )
        for name in texts
    }


def distinct(written: pl.Series, is_day: bool = False) -> Look | None:
    """Each different value once, where a slice of the column shows that there are few (files are sorted more often than not)."""
    sample = written.slice(len(written) // 2, SAMPLE)
    if sample.n_unique() * 2 > len(sample):
        return None
    values = written.unique()
    return Look(values, True, holds(values, ODD), holds(values, LONG_RUN), form_of(values) if is_day else "")


def form_of(days: pl.Series) -> str:
    """The form in which all of them are written, if it is one of the plain ones."""
    return next((form for form, pattern in FORMS if days.str.contains(pattern).all()), "")


def many(written: pl.Series, is_day: bool, is_code: bool) -> Look:
    """A column of many values. Moments in their plain form have fewer figures than an identity number: none is hidden."""
    if is_day and (form := form_of(written)):
        return Look(written.head(0), False, False, False, form)
    return doubtful(written, is_code)


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
