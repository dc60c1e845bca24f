"""Cells as people write them, cleaned: width, blanks, words, numbers. Expressions from text to text or value."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

import polars as pl

# What departments write for "nothing". A dash in a column of counts is nothing too, never 0.
BLANKS = (
    "",
    "-",
    "--",
    "—",
    "——",
    "/",
    "\\",
    "无",
    "暂无",
    "空",
    "N/A",
    "n/a",
    "NA",
    "NULL",
    "null",
    "None",
    "NaN",
    "nan",
)
# What stands for "no end" where a day may be left out: words, and days no record can mean (`without_end`).
ENDLESS = ("长期", "永久", "长期有效", "永久有效", "无固定期限", "无期限", "终身")
LAST_SANE, NEVER_ENDING = 2098, (2999, 9999)  # the last year a day is taken for one; years whose every day is none
YES, NO = ("是", "有", "true", "1", "y", "yes", "√", "t"), ("否", "false", "0", "n", "no", "×", "f")

COUNT_WORDS = r"(?:件|人次|人|个|户|家|条|起|项|次|份|宗|批次)"
PLAIN = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE]\+?[0-9]{1,2})?$"
# Groups must be whole: 12,34 and 1.234,0 could each be read in two ways, so neither is read.
GROUPED = r"^[+-]?[0-9]{1,3}(?:[, ][0-9]{3})+(?:\.[0-9]+)?(?:\s*[%万亿元]+)?$"
BARE = {"percent": 0.01, "yuan": 0.0001}  # what a figure without a sign is multiplied by


def trim(written: pl.Expr) -> pl.Expr:
    """Full-width to half-width, blanks at the ends and the spreadsheet's text apostrophe taken off."""
    return written.str.normalize("NFKC").str.strip_chars().str.strip_chars_start("'‘’`").str.strip_chars()


def fold(written: pl.Expr) -> pl.Expr:
    """Trimmed; words for nothing are null."""
    text = trim(written)
    return without_blanks(text)


def without_blanks(text: pl.Expr) -> pl.Expr:
    """Words for nothing are null."""
    return text.replace(_BLANKS, None)


_BLANKS = pl.Series(BLANKS)  # made once: from a list, a small file would pay more for this than for reading it


def without_end(day: pl.Expr) -> pl.Expr:
    """A day; null where it stands for none: 2099-12-31 and every later 31 December, any day of 2999 or 9999."""
    year = day.dt.year()
    is_last = (day.dt.month() == 12) & (day.dt.day() == 31)
    return pl.when((year > LAST_SANE) & (is_last | year.is_in(NEVER_ENDING))).then(None).otherwise(day)


# What follows takes folded cells.


def identifiers(folded: pl.Expr) -> pl.Expr:
    """A record's own number: inner blanks gone, case as written (document numbers are quoted literally)."""
    return folded.str.replace_all(r"\s+", "").str.replace(r"^([0-9]+)\.0+$", "$1")


def credit_codes(folded: pl.Expr) -> pl.Expr:
    """A unified social credit code: upper case, blanks and hyphens gone."""
    return folded.str.replace_all(r"[\s\-‐–—]+", "").str.to_uppercase()


def region_codes(folded: pl.Expr) -> pl.Expr:
    """A region code; the twelve digits of the statistical form are cut to six where the rest is zero."""
    return identifiers(folded).str.replace(r"^([0-9]{6})0{6}$", "$1")


def prose(written: pl.Expr) -> pl.Expr:
    """Text as written: line breaks and runs of blanks become one blank; full-width punctuation stays, it is Chinese."""
    return written.str.replace_all(r"\s+", " ").str.strip_chars().replace(_BLANKS, None)


def words(folded: pl.Expr, meaning: Mapping[str, str]) -> pl.Expr:
    """Words of a list as ours; a word nobody knows stays as it is, for the contract to refuse. "" means empty cells."""
    known = folded.str.replace_all(r"\s+", "").replace(*folded_words(tuple(meaning.items())))
    return known.fill_null(meaning[""]) if "" in meaning else known


@lru_cache(maxsize=256)
def folded_words(meaning: tuple[tuple[str, str], ...]) -> tuple[pl.Series, pl.Series]:
    """(words of the list folded as cells are, what they mean)."""
    known = {"".join(unicodedata.normalize("NFKC", theirs).split()): ours for theirs, ours in meaning}
    return pl.Series(list(known), dtype=pl.String), pl.Series(list(known.values()), dtype=pl.String)


def flags(folded: pl.Expr) -> pl.Expr:
    """Yes and no; null where the cell is empty or says something else. (无 is empty here, not no.)"""
    lookup = {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}
    return folded.str.to_lowercase().replace_strict(lookup, default=None, return_dtype=pl.Boolean)


def figures(folded: pl.Expr, unit: str) -> pl.Expr:
    """A figure without the word for what is counted; groups of thousands closed up where they are whole."""
    text = folded.str.replace_all("，", ",", literal=True)
    text = text.str.replace(rf"\s*{COUNT_WORDS}$", "") if unit == "count" else text
    return pl.when(text.str.contains(GROUPED)).then(text.str.replace_all("[, ]", "")).otherwise(text)


def numbers(figure: pl.Expr, unit: str) -> pl.Expr:
    """Figures as Float64; null where a cell is empty or cannot be read in one way only.

    unit says how a bare figure is read: share (0.92), percent (92), 10k_yuan, yuan, count, value.
    A sign in the cell itself (92%, 5万元) is plain enough to stand over it. Shares come out as 0-1, money in 10,000 yuan.
    `figure` should be a column of `figures`, not an expression: it is looked at several times.
    """
    bare, sign = figure.str.replace(r"\s*(?:%|万元|亿元|元|万|亿)$", ""), figure.str.extract(r"(%|万元|亿元|元|万|亿)$")
    digits = pl.when(bare.str.contains(PLAIN)).then(bare).cast(pl.Float64, strict=False)
    times = sign.replace_strict(factors(unit), default=None, return_dtype=pl.Float64)
    value = digits * pl.when(sign.is_null()).then(BARE.get(unit, 1.0)).otherwise(times)
    # 0.1234 x 10,000 is 1234.0000000000002 in binary: twelve decimals are kept, which no return needs.
    return value.replace(float("inf"), None).round(12)


def factors(unit: str) -> dict[str, float]:
    """What a sign in the cell multiplies by; signs that make no sense in a unit are left out, so the cell is refused."""
    if unit in ("10k_yuan", "yuan"):
        return {"元": 0.0001, "万元": 1.0, "万": 1.0, "亿元": 10_000.0, "亿": 10_000.0}
    if unit in ("share", "percent"):
        return {"%": 0.01}
    if unit == "count":
        return {"万": 10_000.0, "亿": 100_000_000.0}
    return {"%": 0.01, "万": 10_000.0, "亿": 100_000_000.0, "元": 1.0, "万元": 10_000.0}
