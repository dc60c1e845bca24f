"""Days, times of day and reporting periods in every form the contract allows; what could be read two ways is not read."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from data.ingest.tidy import ENDLESS, fold

# Day 0 of spreadsheets, shifted for their 29 February 1900 that never was; right for every day since March 1900.
SPREADSHEET_EPOCH = pl.date(1899, 12, 30)
SERIALS = (20_000, 80_000)  # 1954 to 2119; below and above, five digits are more likely something else

_WRITTEN = r"^([0-9]{4})\s*[-年/.]\s*([0-9]{1,2})\s*[-月/.]\s*([0-9]{1,2})\s*(?:日|\.$)?"
_TIMED = r"[:时]|^[0-9]{14}$|^[0-9]{5}\.[0-9]*[1-9]"
_DAY = r"^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
_TIME = r"(?:[T ]*([0-9]{1,2})[:时]([0-9]{1,2})(?:[:分]([0-9]{1,2})?(?:\.[0-9]+)?秒?)?分?(?:\+08:?00)?)?"
_SERIAL = r"^([0-9]{5})(\.[0-9]+)?$"


def days(written: pl.Series, formats: Sequence[str] = (), endless: bool = False) -> pl.DataFrame:
    """Columns `day` and `at`: the day, and the moment where a time of day was given. Null where it is no day.

    Order: the mapping's own formats, 2020-07-09 2020/7/9 2020.7.9 2020年7月9日, 20200709, spreadsheet serials.
    endless: 长期 and 9999-12-31 mean an empty end.
    """
    text = fold(written)
    if endless:
        text = text.replace(list(ENDLESS), [None] * len(ENDLESS))
    joined = text.str.replace(_WRITTEN, "$1-$2-$3 ").str.strip_chars()
    parts = pl.DataFrame({"text": text, "joined": joined})
    moments = [pl.col("text").str.to_datetime(f, strict=False, time_unit="us") for f in formats]
    found = parts.select(
        at=pl.coalesce(*moments, _spelled(), _compact(), _serial()).cast(pl.Datetime("us")),
    )
    # Spreadsheets write every day as midnight. Midnight is a moment only in a column where other moments are not.
    is_moment = text.str.contains(_TIMED).fill_null(False)
    timed = bool(found.select((pl.col("at").dt.truncate("1d") != pl.col("at")).any()).item())
    return found.select(day=pl.col("at").dt.date(), at=pl.when(is_moment & timed).then(pl.col("at")))


def _spelled() -> pl.Expr:
    """2020-7-9 with or without a time. Zeros are added so that 2020-02-30 fails as a day, not as a form."""
    pattern = _DAY + _TIME + "$"
    part = [pl.col("joined").str.extract(pattern, i).fill_null("0").str.zfill(2) for i in range(1, 7)]
    stamp = pl.concat_str([part[0], pl.lit("-"), part[1], pl.lit("-"), part[2], pl.lit(" "), part[3], pl.lit(":")])
    stamp = pl.concat_str([stamp, part[4], pl.lit(":"), part[5]])
    return pl.when(pl.col("joined").str.contains(pattern)).then(
        stamp.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
    )


def _compact() -> pl.Expr:
    """20200709 and 20200709132011."""
    text = pl.col("text")
    day = pl.when(text.str.contains(r"^[0-9]{8}$")).then(text).str.to_date("%Y%m%d", strict=False)
    moment = pl.when(text.str.contains(r"^[0-9]{14}$")).then(text)
    return pl.coalesce(day.cast(pl.Datetime("us")), moment.str.to_datetime("%Y%m%d%H%M%S", strict=False, time_unit="us"))


def _serial() -> pl.Expr:
    """45482 and 45482.5, as a spreadsheet keeps a day whose cell was formatted as a number."""
    serial = pl.when(pl.col("text").str.contains(_SERIAL)).then(pl.col("text")).cast(pl.Float64, strict=False)
    seconds = (serial * 86_400).round().cast(pl.Int64)
    moment = SPREADSHEET_EPOCH.cast(pl.Datetime("us")) + pl.duration(seconds=seconds)
    return pl.when(serial.is_between(*SERIALS)).then(moment)


QUARTERS = {"1": "1", "2": "2", "3": "3", "4": "4", "一": "1", "二": "2", "三": "3", "四": "4"}
SPANS = {"1-3": "1", "4-6": "2", "7-9": "3", "10-12": "4"}


def periods(written: pl.Series) -> pl.Series:
    """2020-07, 2020Q3 or 2020; null for anything else (2024.2, 上半年, 24Q2: two readings or none)."""
    text = fold(written).str.replace_all(r"\s+", "").str.to_uppercase()
    year = text.str.extract(r"^((?:19|20)[0-9]{2})")
    quarter = text.str.extract(r"^[0-9]{4}(?:年第?|-|/)?Q?([1-4一二三四])季度$").replace(QUARTERS)
    marked = text.str.extract(r"^[0-9]{4}(?:年|-|/)?Q([1-4])$")
    span = text.str.extract(r"^[0-9]{4}年([0-9]{1,2}[-至到~][0-9]{1,2})月份?$").str.replace("[至到~]", "-")
    span = span.replace_strict(SPANS, default=None, return_dtype=pl.String)
    month = text.str.extract(r"^[0-9]{4}(?:年|-|/)(0?[1-9]|1[0-2])(?:月份?)?$")
    month = pl.select(pl.coalesce(month, text.str.extract(r"^[0-9]{4}(0[1-9]|1[0-2])$"))).to_series().str.zfill(2)
    whole = text.str.contains(r"^[0-9]{4}(?:年度?)?$")
    q = pl.select(pl.coalesce(quarter, marked, span)).to_series()
    return pl.select(
        pl.coalesce(pl.concat_str(year, pl.lit("Q"), q), pl.concat_str(year, pl.lit("-"), month), pl.when(whole).then(year))
    ).to_series().alias(written.name)  # fmt: skip
