"""Compact tables: one block of HTML for a screen, one frame for a download, from the same columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.components.headline import chip
from dashboard.words import t

Row = Mapping[str, Any]
RIGHT = ("count", "rate", "value", "day", "right", "right_html")
MOST_ROWS = 200  # beyond these a table on screen is no longer read; the download has them all


@dataclass(frozen=True)
class Column:
    """A heading, where its value comes from, and how it is shown.

    kind: text, right (text), count, rate (0-1), value (in the row's unit), day, word (a judgement; none means no target),
    maybe_word (none means nothing to judge), html and right_html (ours, escaped already).
    """

    heading: str
    get: Callable[[Row], Any]
    kind: str = "text"
    link: Callable[[Row], str] | None = None


def column(heading: str, key: str, kind: str = "text", link: Callable[[Row], str] | None = None) -> Column:
    """A column read from one key of the row."""
    return Column(heading, lambda row: row[key], kind, link)


def name(heading: str, stem: str = "name", link: Callable[[Row], str] | None = None) -> Column:
    """A column of names in the reader's language."""
    return Column(heading, lambda row: words.pick(row, stem), link=link)


def html(
    rows: Sequence[Row], columns: Sequence[Column], *, is_tall: bool = False, caption: str = "", most: int = MOST_ROWS,
    group: Callable[[Row], str] | None = None,
) -> str:  # fmt: skip
    """The table as HTML, at most `most` rows of it; with `group`, a heading before each run of rows of one group.

    A rerun carries every cell anew: none carries an end tag it can do without.
    """
    head = "".join(f"<th scope=col{' class=r' if c.kind in RIGHT else ''}>{escape(c.heading)}" for c in columns)
    lines = [f"<tr>{''.join(_cell(row, c) for c in columns)}" for row in rows[:most]]
    body = "".join(_headed(lines, [group(row) for row in rows[:most]], len(columns)) if group else lines)
    more = (
        f"<p class='xh-caption'>{t('common.more_rows', n=words.number(len(rows) - most))}</p>"
        if len(rows) > most
        else ""
    )
    label = f" aria-label='{escape(caption, quote=True)}'" if caption else ""
    return (
        f"<div class='xh-scroll{' tall' if is_tall else ''}' tabindex=0><table class=xh-table{label}>"
        f"<thead><tr>{head}<tbody>{body}</table></div>{more}"
    )


def _headed(lines: Sequence[str], groups: Sequence[str], width: int) -> list[str]:
    heads = (
        f"<tr class=group><th scope=rowgroup colspan={width}>{escape(now)}" if now != before else ""
        for now, before in zip(groups, ("", *groups), strict=False)
    )
    return [head + line for head, line in zip(heads, lines, strict=True)]


def show(rows: Sequence[Row], columns: Sequence[Column], **how: Any) -> None:
    """The table on screen."""
    st.html(html(rows, columns, **how))


def fold(summary: str, body: str, *, is_open: bool = False) -> str:
    """A fold of plain HTML: no rerun to open it."""
    return f"<details class=xh-fold{' open' if is_open else ''}><summary>{escape(summary)}</summary><div>{body}</div></details>"


def opened(summary: str, key: str) -> Any:
    """A fold whose content travels only once it is opened: the container when open, else None."""
    fold = st.expander(summary, key=key, on_change="rerun")
    return fold if fold.open else None


def beginning(
    rows: Sequence[Row],
    columns: Sequence[Column],
    most: int,
    *,
    caption: str,
    below: str,
    every: str,
    key: str,
    above: str = "",
) -> None:
    """The first rows with HTML of ours above and below; all of them in a fold, which travels only once it is opened."""
    st.html(above + html(rows[:most], columns, is_tall=True, caption=caption) + below)
    if len(rows) > most:
        every_row(rows, columns, every, key)


def every_row(rows: Sequence[Row], columns: Sequence[Column], summary: str, key: str) -> None:
    """All rows in a fold of their own."""
    fold = opened(summary, key)
    if fold is not None:
        fold.html(html(rows, columns, is_tall=True, caption=summary))


def _cell(row: Row, column: Column) -> str:
    found = column.get(row)
    css = " class=r" if column.kind in RIGHT else ""
    if found is None and column.kind in ("value", "rate") and row.get("blank"):
        return f"<td class='r blank'>{escape(words.blank(row['blank']))}"
    shown = _shown(found, row, column.kind)
    if column.link and shown:
        shown = f"<a class=xh-link href='{escape(column.link(row), quote=True)}'>{shown}</a>"
    return f"<td{css}>{shown}"


def _shown(found: Any, row: Row, kind: str) -> str:
    if kind == "word" or (kind == "maybe_word" and found):
        return chip(found)
    if found is None or found == "":
        return "" if kind in ("text", "html", "right", "right_html", "maybe_word") else words.NONE
    if kind in ("html", "right_html"):
        return str(found)
    show = {
        "count": words.number,
        "rate": words.percent,
        "day": words.day,
        "value": lambda v: words.value(v, row.get("unit")),
    }
    return escape(show.get(kind, str)(found))


def frame(rows: Iterable[Row], columns: Sequence[Column]) -> pl.DataFrame:
    """The same table as a frame for a download: numbers stay numbers, judgements become words, blanks say why."""
    every = list(rows)
    kept = [c for c in columns if c.kind not in ("html", "right_html")]
    return pl.DataFrame([pl.Series(c.heading, [_exported(row, c) for row in every], strict=False) for c in kept])


def _exported(row: Row, column: Column) -> Any:
    found = column.get(row)
    if column.kind == "word" or (column.kind == "maybe_word" and found):
        return words.judgement(found)
    return found
