"""Cells as people write them, cleaned column by column: width, blanks, words, numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

# What departments write for "nothing". A dash in a column of counts is nothing too, never 0.
BLANKS = ("", "-", "--", "—", "——", "/", "\\", "无", "暂无", "空", "N/A", "n/a", "NA", "NULL", "null", "None", "NaN", "nan")
ENDLESS = ("长期", "永久", "长期有效", "无固定期限", "9999-12-31", "2099-12-31")
YES, NO = ("是", "有", "true", "1", "y", "yes", "√", "t"), ("否", "无", "false", "0", "n", "no", "×", "f")

COUNT_WORDS = r"(?:件|人次|人|个|户|家|条|起|项|次|份|宗|批次)"
PLAIN = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE]\+?[0-9]{1,2})?$"
# Groups must be whole: 12,34 and 1.234,0 could each be read in two ways, so neither is read.
GROUPED = r"^[+-]?[0-9]{1,3}(?:[, ][0-9]{3})+(?:\.[0-9]+)?$"


def by_value(written: pl.Series, clean: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Clean each different value once: a column of dates or words has few, however many rows there are."""
    if len(written) < 2_000 or written.head(2_000).n_unique() > 1_500:
        return clean(written)
    values = written.unique()
    if len(values) > len(written) // 2:
        return clean(written)
    cleaned = clean(values)
    if cleaned.dtype == values.dtype and cleaned.equals(values):
        return written
    return written.replace_strict(values, cleaned, return_dtype=cleaned.dtype)


def fold(written: pl.Series) -> pl.Series:
    """Full-width to half-width, blanks at the ends and the spreadsheet's text apostrophe taken off; nothing is null."""
    text = written.str.normalize("NFKC").str.strip_chars().str.strip_chars_start("'‘’`").str.strip_chars()
    return pl.select(pl.when(text.is_in(BLANKS)).then(None).otherwise(text)).to_series().alias(written.name)


def compact(written: pl.Series) -> pl.Series:
    """A code: folded, inner blanks and line breaks gone, upper case, the .0 of a spreadsheet number gone."""
    return fold(written).str.replace_all(r"\s+", "").str.to_uppercase().str.replace(r"^([0-9]+)\.0+$", "$1")


def credit_codes(written: pl.Series) -> pl.Series:
    """A unified social credit code: compact, hyphens gone."""
    return compact(written).str.replace_all(r"[-‐–—]", "")


def region_codes(written: pl.Series) -> pl.Series:
    """A region code: compact; the twelve digits of the statistical form are cut to six where the rest is zero."""
    return compact(written).str.replace(r"^([0-9]{6})0{6}$", "$1")


def identifiers(written: pl.Series) -> pl.Series:
    """A record's own number: folded, inner blanks gone, case as written (document numbers are quoted literally)."""
    return fold(written).str.replace_all(r"\s+", "").str.replace(r"^([0-9]+)\.0+$", "$1")


def prose(written: pl.Series) -> pl.Series:
    """Text: line breaks and runs of blanks become one blank; full-width punctuation stays, it is Chinese."""
    text = written.str.replace_all(r"\s+", " ").str.strip_chars()
    return pl.select(pl.when(text.is_in(BLANKS)).then(None).otherwise(text)).to_series().alias(written.name)


def words(written: pl.Series, meaning: Mapping[str, str]) -> pl.Series:
    """Words of a list as ours; a word nobody knows stays as it is, for the contract to refuse."""
    lookup = {fold(pl.Series([theirs])).item() or theirs: ours for theirs, ours in meaning.items()}
    return fold(written).str.replace_all(r"\s+", "").replace(lookup)


def flags(written: pl.Series) -> pl.Series:
    """Yes and no; null where the cell is empty or says something else."""
    text = written.str.normalize("NFKC").str.strip_chars().str.to_lowercase()
    lookup = {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}
    return text.replace_strict(lookup, default=None, return_dtype=pl.Boolean)


def numbers(written: pl.Series, unit: str) -> pl.Series:
    """Figures as Float64; null where a cell is empty or cannot be read in one way only.

    unit says how a bare figure is read: share (0.92), percent (92), 10k_yuan, yuan, count, value.
    A sign in the cell itself (92%, 5万元) is plain enough to stand over it. Shares come out as 0-1, money in 10,000 yuan.
    """
    text = fold(written).str.replace_all("，", ",")
    text = text.str.replace(rf"\s*{COUNT_WORDS}$", "") if unit == "count" else text
    parts = pl.DataFrame(
        {
            "figure": text.str.replace(r"\s*(?:%|万元|亿元|元|万|亿)$", ""),
            "sign": text.str.extract(r"(%|万元|亿元|元|万|亿)$"),
        }
    )
    grouped, plain = pl.col("figure").str.contains(GROUPED), pl.col("figure").str.contains(PLAIN)
    digits = pl.when(grouped).then(pl.col("figure").str.replace_all("[, ]", "")).when(plain).then(pl.col("figure"))
    factor = pl.col("sign").replace_strict(_factors(unit), default=None, return_dtype=pl.Float64)
    bare = _BARE.get(unit, 1.0)
    value = digits.cast(pl.Float64, strict=False) * pl.when(pl.col("sign").is_null()).then(bare).otherwise(factor)
    # 0.1234 x 10,000 is 1234.0000000000002 in binary: twelve decimals are kept, which no return needs.
    return parts.select(pl.when(value.is_finite()).then(value.round(12))).to_series().alias(written.name)


_BARE = {"percent": 0.01, "yuan": 0.0001}


def _factors(unit: str) -> dict[str, float]:
    """What a sign in the cell multiplies by; signs that make no sense in a unit are left out, so the cell is refused."""
    if unit in ("10k_yuan", "yuan"):
        return {"元": 0.0001, "万元": 1.0, "万": 1.0, "亿元": 10_000.0, "亿": 10_000.0}
    if unit in ("share", "percent"):
        return {"%": 0.01}
    if unit == "count":
        return {"万": 10_000.0, "亿": 100_000_000.0}
    return {"%": 0.01, "万": 10_000.0, "亿": 100_000_000.0, "元": 1.0, "万元": 10_000.0}
