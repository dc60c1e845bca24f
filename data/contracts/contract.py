"""What a contract is: a dataframely schema whose columns also know the headings departments write over them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import dataframely as dy
import polars as pl

Words = tuple[str, str]  # (zh, en)


class Feed(dy.Schema):
    """Every feed carries the row number of the file, so that a reader can be led back to it."""

    row = dy.Int64(alias="_row", nullable=False)


def code(*headings: str, empty: bool = False, **more: Any) -> dy.String:
    """An identifier or a value from a list that is not ours: folded to half-width, blanks trimmed."""
    return dy.String(nullable=empty, metadata={"headings": headings, **more})


def entity(*headings: str, empty: bool = False) -> dy.String:
    """A unified social credit code."""
    return code(
        "统一社会信用代码", "社会信用代码", "信用代码", "统一代码", "uscc", *headings, empty=empty, role="entity"
    )


def region(*headings: str, empty: bool = False) -> dy.String:
    """A region of GB/T 2260 (or of the source's own table)."""
    return code("行政区划代码", "行政区划", "区划代码", "行政区代码", "地区代码", *headings, empty=empty, role="region")


def department(*headings: str, empty: bool = False) -> dy.String:
    """A department: our code, or its name as written, folded to the code where the list of departments knows it."""
    return code(*headings, "部门", "部门名称", "单位", "单位名称", empty=empty, role="department")


def choice(written: Mapping[str, str], *headings: str, empty: bool = False) -> dy.String:
    """A word of a closed list. `written` maps what departments write to ours; ours is always understood."""
    allowed = sorted(set(written.values()))
    return dy.String(
        nullable=empty,
        check=lambda column: column.is_in(allowed),
        metadata={"headings": headings, "written": dict(written), "allowed": allowed},
    )


def day(*headings: str, empty: bool = False, ahead: bool = False, instant: str | None = None) -> dy.Date:
    """A day. `ahead`: may lie after the as-of date (limits, ends). `instant`: the column that keeps the time of day."""
    return dy.Date(nullable=empty, metadata={"headings": headings, "ahead": ahead, "instant": instant})


def number(unit: str, *headings: str, empty: bool = True, whole: bool = False) -> dy.Float64:
    """A number. unit: count, share (0-1), 10k_yuan, yuan, value (as the indicator has it)."""
    return dy.Float64(nullable=empty, metadata={"headings": headings, "unit": unit, "whole": whole})


def flag(*headings: str, empty: bool = True) -> dy.Bool:
    """Yes or no."""
    return dy.Bool(nullable=empty, metadata={"headings": headings})


def period(*headings: str) -> dy.String:
    """A month (2020-07), quarter (2020Q3) or year (2020)."""
    return dy.String(nullable=False, metadata={"headings": headings, "role": "period"})


def text(*headings: str, empty: bool = True) -> dy.String:
    """Free text: kept as written but for telephone numbers, which are masked."""
    return dy.String(nullable=empty, metadata={"headings": headings, "role": "text"})


@dataclass(frozen=True)
class Say:
    """How a broken rule is put to the person who must mend it: the column to look at, and a sentence."""

    column: str
    zh: str
    en: str


@dataclass(frozen=True, eq=False)  # one object a feed, and a key of caches
class Contract:
    """One feed: its schema, what makes a row unique, and what it says about broken rules.

    `unkept` are headings of text columns that are scanned for personal data and then left behind.
    `derive` fills columns that follow from others (a rate from its counts); it never overwrites what was sent.
    """

    feed: str
    title: Words
    schema: type[Feed]
    key: tuple[str, ...]
    says: Mapping[str, Say] = field(default_factory=dict)
    unkept: tuple[str, ...] = ()
    derive: Callable[[pl.DataFrame], pl.DataFrame] | None = None
    recomputed: tuple[str, ...] = ()  # derived columns a department would call part of its return

    @cached_property
    def columns(self) -> dict[str, dy.Column]:
        """The feed's own columns (without the row number)."""
        return {name: c for name, c in self.schema.columns().items() if name != "_row"}

    def meta(self, column: str) -> dict[str, Any]:
        """What is known of a column besides its type."""
        return self.columns[column].metadata or {}

    def heading(self, column: str) -> str:
        """The Chinese heading we ask for."""
        headings = self.meta(column).get("headings") or (column,)
        return str(headings[0])

    @cached_property
    def aliases(self) -> dict[str, list[str]]:
        """{heading: columns it may stand for, the likeliest first}."""
        found: dict[str, list[str]] = {}
        for name in self.columns:
            for heading in (name, *self.meta(name).get("headings", ())):
                found.setdefault(heading, []).append(name)
        return found

    @cached_property
    def required(self) -> list[str]:
        """Columns without which a file cannot be taken."""
        return [name for name, column in self.columns.items() if not column.nullable]

    @cached_property
    def units(self) -> dict[str, str]:
        """{number column: unit a bare figure is read in}."""
        return {name: self.meta(name)["unit"] for name in self.columns if "unit" in self.meta(name)}

    @cached_property
    def instants(self) -> dict[str, str]:
        """{day column: column that keeps the time of day}."""
        return {name: at for name in self.columns if (at := self.meta(name).get("instant"))}

    def with_role(self, role: str) -> list[str]:
        """Columns of one role: entity, region, department, period, text."""
        return [name for name in self.columns if self.meta(name).get("role") == role]

    @cached_property
    def days(self) -> list[str]:
        """Columns that hold a day."""
        return [name for name, column in self.columns.items() if isinstance(column, dy.Date)]

    @cached_property
    def past_days(self) -> list[str]:
        """Days that have happened, so cannot lie after the as-of date."""
        return [name for name in self.days if not self.meta(name).get("ahead")]

    @cached_property
    def rules(self) -> dict[str, pl.Expr]:
        """{rule: true where a row keeps it, null where it does not apply}, of columns and of the feed."""
        return {name: rule.expr for name, rule in self.schema._validation_rules(with_cast=False).items()}

    @cached_property
    def staged(self) -> dict[str, pl.DataType]:
        """Columns and types of a staged file, the row number last."""
        types = {name: column.dtype for name, column in self.columns.items()}
        return {**types, **{at: pl.Datetime("us") for at in self.instants.values()}, "_row": pl.Int64()}


def not_before(later: str, earlier: str) -> pl.Expr:
    """One day not before another, where both are given."""
    return pl.col(later).is_null() | pl.col(earlier).is_null() | (pl.col(later) >= pl.col(earlier))


def order(later: str, earlier: str, zh: Words, en: Words) -> Say:
    """The sentence for two days in the wrong order. zh, en: (later thing, earlier thing)."""
    return Say(
        later,
        f"{zh[0]}早于{zh[1]}。请核对这两个日期",
        f"{en[0]} is earlier than {en[1]}; check both dates",
    )
