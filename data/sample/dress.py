"""Our columns as a department would show them: Chinese headings and words, days as each office types them."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from data import lookups
from data.sample.columns import kind_of
from data.sample.habits import Habit
from data.sample.headings import HEADINGS, VALUES
from data.sample.world import DAYS


def dress(feed: str, rows: pl.DataFrame, form: Habit) -> pl.DataFrame:
    """Our columns as a department would show them: its headings, its words for codes, its way to write a day."""
    return rows.select(_shown(feed, name, kind, form) for name, kind in rows.schema.items())


def _shown(feed: str, name: str, kind: pl.DataType, form: Habit) -> pl.Expr:
    column = pl.col(name)
    if kind == pl.Date and form.kind != "parquet":
        column = pl.lit(_written(form.days)).gather(column.to_physical() - int(DAYS[0].astype(np.int64)))
    elif words := _words(name, form):
        if isinstance(kind, pl.Enum):  # the same numbers, other words for them
            column = column.to_physical().cat.to(kind_of(tuple(words.get(word, word) for word in kind.categories)))
        elif kind == pl.Boolean:
            column = column.cast(pl.UInt8).cat.to(kind_of((words["false"], words["true"])))
        else:
            column = column.replace(words)
    return column.alias(HEADINGS[feed][name] if form.chinese else name)


def _words(name: str, form: Habit) -> dict[str, str]:
    if not form.chinese:
        return {}
    # Offices of the old encoding write their name, not our code.
    return _department_names() if name == "department_code" and form.encoding == "gb18030" else VALUES.get(name, {})


@cache
def _department_names() -> dict[str, str]:
    return dict(lookups.read_departments().select("department_code", "name_zh").iter_rows())


@cache
def _written(days: str) -> pl.Series:
    """Every day as one office writes it."""
    return pl.Series(DAYS).dt.strftime(days)
