"""Days, times of day and reporting periods in every form the contract allows; what could be read two ways is not read."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from data.ingest.tidy import fold

# Day 0 of spreadsheets, shifted for their 29 February 1900 that never was; right for every day since March 1900.
SPREADSHEET_EPOCH = pl.date(1899, 12, 30)
SERIALS = (20_000, 80_000)  # 1954 to 2119; below and above, five digits are more likely something else

FILE = 1 << 32  # where rows of several files stand together, each row's number is its file's times this, and its own

_WRITTEN = r"^([0-9]{4})\s*[-年/.]\s*([0-9]{1,2})\s*[-月/.]\s*([0-9]{1,2})\s*(?:日|\.$)?[T ]*"
_CLOCK = r"([0-9]{1,2})\s*[:时]\s*([0-9]{1,2})\s*[:分]?\s*([0-9]{1,2})?(?:\.[0-9]+)?秒?\s*(?:\+08:?00)?$"
TIMED = r"[:时]|^[0-9]{14}$|^[0-9]{5}\.[0-9]*[1-9]"
_SPELLED = r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}( [0-9]{1,2}:[0-9]{1,2}:[0-9]*)?$"
_SERIAL = r"^[0-9]{5}(?:\.[0-9]+)?$"


def spelled(folded: pl.Expr) -> pl.Expr:
    """2020年7月9日 13时05分 as 2020-7-9 13:05:, 2020/7/9 as 2020-7-9; other forms as they are."""
    return folded.str.replace(_WRITTEN, "$1-$2-$3 ").str.replace(_CLOCK, "$1:$2:$3").str.strip_chars_end()


def moments(folded: pl.Expr, spelled: pl.Expr, formats: Sequence[str] = ()) -> pl.Expr:
    """The moment a cell names, at midnight where it names a day; null where it is neither.

    Both arguments should be columns, not expressions: each is looked at several times.
    Order: the mapping's own formats, 2020-07-09 2020/7/9 2020.7.9 2020年7月9日, 20200709, spreadsheet serials.
    """
    written = pl.when(spelled.str.contains(_SPELLED)).then(spelled)
    serial = pl.when(folded.str.contains(_SERIAL)).then(folded).cast(pl.Float64, strict=False)
    since = pl.duration(seconds=(serial * 86_400).round().cast(pl.Int64))
    return pl.coalesce(
        *(folded.str.to_datetime(f, strict=False, time_unit="us") for f in formats),
        written.str.to_datetime("%Y-%m-%d", strict=False, time_unit="us"),
        written.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us"),
        written.str.to_datetime("%Y-%m-%d %H:%M:", strict=False, time_unit="us"),
        pl.when(folded.str.contains(r"^[0-9]{8}$"))
        .then(folded)
        .str.to_datetime("%Y%m%d", strict=False, time_unit="us"),
        pl.when(folded.str.contains(r"^[0-9]{14}$"))
        .then(folded)
        .str.to_datetime("%Y%m%d%H%M%S", strict=False, time_unit="us"),
        pl.when(serial.is_between(*SERIALS)).then(SPREADSHEET_EPOCH.cast(pl.Datetime("us")) + since),
    )


def file_of(row: pl.Expr) -> pl.Expr:
    """Which of several files a row comes from."""
    return row // FILE


def times(folded: pl.Expr, moment: pl.Expr, of_several: bool) -> pl.Expr:
    """The moment again where a time of day was written.

    Spreadsheets write every day as midnight, so midnight is a moment only in a column where other moments are not:
    of_several files, in the same file's.
    """
    timed = (moment.dt.truncate("1d") != moment).any()
    timed = timed.over(file_of(pl.col("_row"))) if of_several else timed
    return pl.when(timed & folded.str.contains(TIMED)).then(moment)


def read_days(written: pl.Series, formats: Sequence[str] = ()) -> pl.Series:
    """A few days at once, as in names of folders and in manifests."""
    cells = pl.DataFrame({"folded": written}).with_columns(fold(pl.col("folded")))
    cells = cells.with_columns(spelled=spelled(pl.col("folded")))
    return cells.select(moments(pl.col("folded"), pl.col("spelled"), formats).dt.date()).to_series()


QUARTERS = {"1": "1", "2": "2", "3": "3", "4": "4", "一": "1", "二": "2", "三": "3", "四": "4"}
SPANS = {"1-3": "1", "4-6": "2", "7-9": "3", "10-12": "4"}


def bare_period(folded: pl.Expr) -> pl.Expr:
    """A period without blanks, upper case."""
    return folded.str.replace_all(r"\s+", "").str.to_uppercase()


def periods(bare: pl.Expr) -> pl.Expr:
    """2020-07, 2020Q3 or 2020; null for anything else (2024.2, 上半年, 24Q2: two readings or none).

    `bare` should be a column of `bare_period`, not an expression: it is looked at several times.
    """
    year = bare.str.extract(r"^((?:19|20)[0-9]{2})")
    quarter = bare.str.extract(r"^[0-9]{4}(?:年第?|-|/)?Q?([1-4一二三四])季度$").replace(QUARTERS)
    marked = bare.str.extract(r"^[0-9]{4}(?:年|-|/)?Q([1-4])$")
    span = bare.str.extract(r"^[0-9]{4}年([0-9]{1,2}[-至到~][0-9]{1,2})月份?$").str.replace("[至到~]", "-")
    span = span.replace_strict(SPANS, default=None, return_dtype=pl.String)
    month = bare.str.extract(r"^[0-9]{4}(?:年|-|/)(0?[1-9]|1[0-2])(?:月份?)?$")
    month = pl.coalesce(month, bare.str.extract(r"^[0-9]{4}(0[1-9]|1[0-2])$")).str.zfill(2)
    whole = bare.str.contains(r"^[0-9]{4}(?:年度?)?$")
    return pl.coalesce(
        pl.concat_str(year, pl.lit("Q"), pl.coalesce(quarter, marked, span)),
        pl.concat_str(year, pl.lit("-"), month),
        pl.when(whole).then(year),
    )
