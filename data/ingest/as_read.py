"""What is wrong with rows once they are read: cells that say nothing definite, broken rules, codes and days that cannot be."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import reduce
from operator import or_

import polars as pl

from data.contracts import Contract
from data.credit_code import ALPHABET, FILLERS, LENGTH, is_sound_code
from data.ingest import problems
from data.mapping import FeedMapping

EARLIEST = date(1949, 10, 1)
REGION = r"^[1-8][0-9]{5}$"

Unread = Mapping[str, pl.Series]


def unread_problems(raw: pl.DataFrame, unread: Unread, contract: Contract) -> Iterator[pl.DataFrame]:
    """Cells that hold something which is no day, number, period or flag."""
    for name, lost in unread.items():
        rule = problems.UNREAD.get(type(contract.columns[name]), "not_a_period")
        yield problems.flag(raw["_row"].filter(lost), name, rule, raw[name].filter(lost))


def row_problems(
    rows: pl.DataFrame,
    raw: pl.DataFrame,
    unread: Unread,
    contract: Contract,
    mapping: FeedMapping,
    sound: Collection[str],
) -> Iterator[pl.DataFrame]:
    """Broken rules, wrong codes, impossible days. Asked at once whether there are any; reasons are looked for only then.

    raw: the same rows as written, `unread` too. sound: columns whose codes are known to be valid.
    """
    if rows.is_empty():
        return
    regions = contract.with_role("region") if mapping.regions_file is None else []
    asked = {("rule", name): expr.all() for name, expr in contract.rules.items()}  # null is no breach
    asked |= {("region", name): pl.col(name).unique().str.contains(REGION).all() for name in regions}
    asked |= {("day", name): pl.col(name).min() >= EARLIEST for name in contract.days}
    answers = rows.select(kept.alias(f"{kind}|{name}") for (kind, name), kept in asked.items()).row(0)
    hit = [asking for asking, answer in zip(asked, answers, strict=True) if answer is False]
    yield from rule_problems(rows, raw, unread, contract, [name for kind, name in hit if kind == "rule"])
    if mapping.id_scheme == "uscc":
        yield from code_problems(rows, [name for name in contract.with_role("entity") if name not in sound])
    for name in (name for kind, name in hit if kind == "region"):
        wrong = (~rows[name].str.contains(REGION)).fill_null(False)
        yield problems.flag(rows["_row"].filter(wrong), name, "region_form", quoted(raw, wrong, name, contract))
    for name in (name for kind, name in hit if kind == "day"):
        early = rows.filter(pl.col(name) < EARLIEST)
        yield problems.flag(early["_row"], name, "day_too_early", early[name].dt.to_string("%Y-%m-%d"))


def rule_problems(
    rows: pl.DataFrame, raw: pl.DataFrame, unread: Unread, contract: Contract, broken: Collection[str]
) -> Iterator[pl.DataFrame]:
    """Rows that break a rule of the contract. A cell that could not be read is not called empty, or at odds with its
    neighbours, as well: one reason a cell is what a clerk can act on."""
    breaches = rows.select((~contract.rules[rule]).fill_null(False).alias(rule) for rule in broken)
    half_read = reduce(or_, unread.values()) if unread else None
    for wrong in breaches:
        column, _, kind = wrong.name.partition("|")
        rule, column = {"nullability": ("required", column), "check": ("not_in_list", column)}.get(
            kind, (column, contract.says[column].column if column in contract.says else "")
        )
        lost = unread.get(column) if kind else half_read
        told = wrong if lost is None else wrong & ~lost
        if told.any():
            yield problems.flag(rows["_row"].filter(told), column, rule, quoted(raw, told, column, contract))


def quoted(raw: pl.DataFrame, wrong: pl.Series, column: str, contract: Contract) -> pl.Series | None:
    """The wrong cells as written, where they may be shown."""
    if column not in raw.columns or not problems.may_quote(contract, column):
        return None
    return raw[column].filter(wrong)


def code_problems(rows: pl.DataFrame, columns: Collection[str]) -> Iterator[pl.DataFrame]:
    """Credit codes: length, characters, check character. The first that fails is named."""
    for name in columns:
        wrong = ~is_sound_code(rows[name]) & rows[name].is_not_null()
        if not wrong.any():
            continue
        bad = rows.filter(wrong).select("_row", code=name)
        short = pl.col("code").str.len_chars() != LENGTH
        letters = ~pl.col("code").str.contains(f"^[{ALPHABET}]+$")
        rule = (
            pl.when(short).then(pl.lit("credit_code_length"))
            .when(pl.col("code").str.slice(0, 8).is_in(FILLERS)).then(pl.lit("credit_code_filler"))
            .when(letters).then(pl.lit("credit_code_letters"))
            .otherwise(pl.lit("credit_code_check"))
        )  # fmt: skip
        yield bad.select("_row", column=pl.lit(name), rule=rule, value=pl.lit(None, pl.String))
