"""Why a row was refused, in a sentence with the next move; the value is quoted only where it can be no personal data."""

from __future__ import annotations

from collections.abc import Mapping

import dataframely as dy
import polars as pl

from data.contracts import Contract
from data.ingest.privacy import mask

SCHEMA = {"_row": pl.Int64, "column": pl.String, "rule": pl.String, "value": pl.String}
LONGEST_QUOTE = 24
WORDED = ("column", "heading", "rule", "message_zh", "message_en")

# rule: (zh, en); {v} is the value in quotation marks, or nothing.
GENERAL: dict[str, tuple[str, str]] = {
    "identity_number": (
        "含有疑似居民身份证号的数字,整行未入库,号码已遮蔽。请删除后重报;如是文书号,请改用不含出生日期样式的编号",
        "Holds what looks like a resident identity number; the row was not stored and the number is masked. "
        "Remove it and send again; if it is a document number, use one without a date of birth inside",
    ),
    "garbled": ("含有乱码或控制字符。请重新录入", "Holds control or replacement characters; type it again"),
    "extra_cells": (
        "单元格比表头多,可能是内容里的分隔符没有加引号,列已错位。请核对该行",
        "More cells than headings; a delimiter inside the text may have shifted the columns; check the row",
    ),
    "stray_quote": ("引号不成对,这一行可能不完整。请核对", "A quotation mark is not paired; the row may be incomplete"),
    "required": ("为空。请补填", "is empty; fill it in"),
    "not_a_day": (
        "{v}不是日期,或有不止一种读法。请写成 2020-07-09;没有日期请留空",
        "{v}is no date, or may be read in two ways; write 2020-07-09, or leave it empty",
    ),
    "not_a_number": (
        "{v}不是确定的数字。请只填数字,如 1234 或 1,234",
        "{v}is no definite number; write figures only, as 1234 or 1,234",
    ),
    "not_a_period": (
        "{v}不是一个确定的月、季度或年。请写成 2020-07、2020Q3 或 2020",
        "{v}is not one month, quarter or year; write 2020-07, 2020Q3 or 2020",
    ),
    "not_a_flag": ("{v}不是“是”或“否”。请改写", "{v}is neither yes nor no; write 是 or 否"),
    "not_in_list": ("{v}不在可用的取值之内。可用:{allowed}", "{v}is not in the list; use one of: {allowed}"),
    "credit_code_length": (
        "统一社会信用代码不是 18 位。请核对;请勿填旧注册号或科学计数法",
        "The credit code has not 18 characters; check it, and give no old registration number or 9.1E+17",
    ),
    "credit_code_letters": (
        "统一社会信用代码含有不使用的字符(如 I、O、S、V、Z)。请核对",
        "The credit code holds a character that is never used (I, O, S, V, Z ...); check it",
    ),
    "credit_code_filler": (
        "统一社会信用代码是占位数字。没有代码的主体请先赋码",
        "The credit code is a filler; a body without a code must be given one first",
    ),
    "credit_code_check": (
        "统一社会信用代码校验位不符,至少错一位。请对照营业执照核对",
        "The check character of the credit code is wrong; compare with the licence",
    ),
    "region_form": (
        "{v}不是行政区划代码或唯一的区划名称。请填六位代码",
        "{v}is neither a region code nor the name of one region; give the six-digit code",
    ),
    "day_too_early": ("{v}早于 1949 年,疑为笔误。请核对", "{v}lies before 1949, probably a slip; check it"),
    "day_in_future": ("{v}晚于报送截止日。请核对年份", "{v}lies after the as-of date; check the year"),
    "key_conflict": (
        "同一编号({keys})在本文件里出现多次而内容不同,均未采用。请只保留正确的一行",
        "The same key ({keys}) stands in this file with different content; none was taken; keep the right row only",
    ),
}
UNREAD = {dy.Date: "not_a_day", dy.Float64: "not_a_number", dy.Bool: "not_a_flag"}


def empty() -> pl.DataFrame:
    """No problems."""
    return pl.DataFrame(schema=SCHEMA)


def flag(rows: pl.Series, column: str, rule: str, values: pl.Series | None = None) -> pl.DataFrame:
    """One problem per row number given."""
    value = pl.lit(None, pl.String) if values is None else values.cast(pl.String)
    return rows.to_frame("_row").select("_row", column=pl.lit(column), rule=pl.lit(rule), value=value)


def may_quote(contract: Contract, column: str) -> bool:
    """Days, figures, periods, words of our lists and region codes may be quoted; codes, names and text never."""
    if column not in contract.columns:
        return False
    kind, meta = contract.columns[column], contract.meta(column)
    return not isinstance(kind, dy.String) or "allowed" in meta or meta.get("role") in ("period", "region")


def worded(problems: pl.DataFrame, contract: Contract, names: Mapping[str, str]) -> pl.DataFrame:
    """Problems with sentences: _row, column, heading, rule, message_zh, message_en, in the order of the file.

    names: {column: heading as the file has it}, so that a clerk finds the column by the name over it.
    """
    if problems.is_empty():
        return pl.DataFrame(schema={"_row": pl.Int64, **dict.fromkeys(WORDED, pl.String)})
    kinds = problems.select("column", "rule").unique()
    sentences = [
        {"column": c, "rule": r, "heading": heading(contract, c, names), **sentence(contract, c, r, names)}
        for c, r in kinds.iter_rows()
    ]  # a handful of kinds, however many rows
    told = problems.join(
        pl.DataFrame(sentences, schema=dict.fromkeys(WORDED, pl.String)),
        on=["column", "rule"],
        how="left",
        maintain_order="left",
    )
    shown = quotes(problems["value"])
    return (
        told.with_columns(shown.fill_null("").alias("zh"), (shown + " ").fill_null("").alias("en"))
        .with_columns(
            message_zh=pl.col("message_zh").str.replace("{v}", pl.col("zh"), literal=True),
            message_en=pl.col("message_en").str.replace("{v}", pl.col("en"), literal=True),
        )
        .select("_row", *WORDED)
        .sort("_row", "column", "rule")
    )


def quotes(values: pl.Series) -> pl.Series:
    """Values as they may be quoted: short, in quotation marks, masked."""
    different = values.drop_nulls().unique()
    shown = {v: f"“{mask(v)[:LONGEST_QUOTE]}”" for v in different}
    return values.replace_strict(shown, default=None, return_dtype=pl.String)


def heading(contract: Contract, column: str, names: Mapping[str, str]) -> str:
    """The heading over a column, else the one we ask for."""
    return mask(names.get(column) or (contract.heading(column) if column in contract.columns else column))


def sentence(contract: Contract, column: str, rule: str, names: Mapping[str, str]) -> dict[str, str]:
    """The sentence of a rule for one column, both languages, with its full stop."""
    if rule in contract.says:
        zh, en = contract.says[rule].zh, contract.says[rule].en
    else:
        zh, en = GENERAL[rule]
    written = contract.meta(column).get("written", {}) if column in contract.columns else {}
    allowed, ours = list(written), list(dict.fromkeys(written.values()))
    keys_zh = "、".join(
        heading(contract, k, names) for k in contract.key if k in names or not contract.columns[k].nullable
    )
    zh = zh.replace("{allowed}", "、".join(a for a in allowed if not a.isascii()) or "、".join(allowed))
    en = en.replace("{allowed}", ", ".join(ours))
    zh, en = zh.replace("{keys}", keys_zh), en.replace("{keys}", ", ".join(contract.key))
    over = heading(contract, column, names)
    return {
        "message_zh": f"{over}:{zh}。" if column else f"{zh}。",
        "message_en": f"{column}: {en}." if column else f"{en}.",
    }
