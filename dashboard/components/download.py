"""Downloads that speak for themselves: snapshot, filters, definitions and the demo mark stand inside the file.

A file is made when its button is pressed, not before.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.components import filters
from dashboard.reads import shell
from dashboard.words import t
from data.plain_cell import plain_cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Sheet:
    """What one file says: facts about the table (label, text), then the table."""

    facts: tuple[tuple[str, str], ...]
    demo: str  # the mark, empty where data are real
    names: tuple[str, str]  # of the two sheets


def show(
    twin: pl.DataFrame | Callable[[], pl.DataFrame],
    *,
    view: Scope,
    key: str,
    title: str,
    note: str = "",
    definitions: Mapping[str, str] | None = None,
    **_: Any,
) -> None:
    """Two buttons, CSV and XLSX, for the table `twin` (or what makes it)."""
    sheet = facts(view, title, note, definitions or {})
    stem = f"xinheng-{view.plan}-{view.quarter}-{key}"
    with st.container(horizontal=True, gap="small", key=f"{key}_downloads"):
        for kind, write, mime in (("csv", as_csv, "text/csv"), ("xlsx", as_xlsx, XLSX)):
            st.download_button(
                t(f"common.download_{kind}"),
                data=partial(_made, write, twin, sheet, words.language()),
                file_name=f"{stem}.{kind}",
                mime=mime,
                key=f"{key}_{kind}",
                on_click="ignore",
                type="tertiary",
                icon=":material/download:",
            )


@dataclass(frozen=True)
class Offer:
    """A table of the page that can be taken away."""

    key: str
    title: str
    make: Callable[[], pl.DataFrame]
    note: str = ""


def fold(view: Scope, offers: Sequence[Offer | None]) -> None:
    """All tables of a page under one fold: a dozen buttons would cost every run of the page."""
    box = st.expander(t("common.downloads"), key="downloads", on_change="rerun")
    if not box.open:
        return
    with box:
        for offer in filter(None, offers):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.html(f"<span class=xh-text>{escape(offer.title)}</span>", width="content")
                show(offer.make, view=view, key=offer.key, title=offer.title, note=offer.note)


def _made(write: Callable[[pl.DataFrame, Sheet], bytes], twin: Any, sheet: Sheet, lang: str) -> bytes:
    words.use(lang)  # the click is answered in a thread that has not heard of this run's language
    return write(twin() if callable(twin) else twin, sheet)


def facts(view: Scope, title: str, note: str, definitions: Mapping[str, str]) -> Sheet:
    """What the file says about itself."""
    build = shell.build(view)
    demo = t("common.demo_long") if build["is_demo"] else ""
    said = [
        (t("common.export.title"), title),
        (t("common.export.demo"), demo or t("common.export.demo_no")),
        (t("common.export.snapshot"), view.snapshot),
        (t("common.export.as_of"), words.day(build["as_of"])),
        (t("common.export.filters"), filters.described(view)),
        *([(t("common.export.definitions"), note)] if note else []),
        *definitions.items(),
        (t("common.export.made_by"), f"{t('common.brand')} · {t('common.tagline')}"),
    ]
    return Sheet(tuple(said), demo, (t("common.export.sheet_data"), t("common.export.sheet_about")))


def as_csv(twin: pl.DataFrame, sheet: Sheet) -> bytes:
    """CSV with the facts above the table; a byte order mark, or Excel reads Chinese as noise."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    write.writerows([plain_cell(label), plain_cell(text)] for label, text in sheet.facts)
    write.writerow([])
    write.writerow([plain_cell(name) for name in twin.columns])
    write.writerows([plain_cell(_plain(cell)) for cell in row] for row in twin.iter_rows())
    return "\ufeff".encode() + out.getvalue().encode("utf-8")


def as_xlsx(twin: pl.DataFrame, sheet: Sheet) -> bytes:
    """XLSX: the table first, the demo mark above it, the facts on a sheet of their own."""
    import xlsxwriter  # 60 ms, only when somebody downloads

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    with xlsxwriter.Workbook(out, options) as book:
        _data_sheet(book, twin, sheet)
        _about_sheet(book, sheet)
    return out.getvalue()


def _data_sheet(book: Any, twin: pl.DataFrame, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.names[0])
    bold = book.add_format({"bold": True, "bg_color": "#EEF2F7", "bottom": 1, "text_wrap": True, "valign": "top"})
    loud = book.add_format({"bold": True, "bg_color": "#F2C14E"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page.write_string(0, 0, str(plain_cell(sheet.facts[0][1])), book.add_format({"bold": True, "font_size": 13}))
    top = 1
    if sheet.demo:
        page.write_string(1, 0, sheet.demo, loud)
        top = 2
    for i, column in enumerate(twin.iter_columns()):
        page.write_string(top, i, str(plain_cell(column.name)), bold)
        _write_column(page, top + 1, i, column, day)
        page.set_column(i, i, _width(column))
    page.freeze_panes(top + 1, 0)
    page.set_footer(f"&L{sheet.demo}&R&P/&N")


def _write_column(page: Any, top: int, i: int, column: pl.Series, day: Any) -> None:
    for j, cell in enumerate(column.to_list()):
        plain = plain_cell(_plain(cell))
        if plain is None:
            continue
        if isinstance(plain, date):
            page.write_datetime(top + j, i, plain, day)
        else:
            page.write(top + j, i, plain)


def _about_sheet(book: Any, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.names[1])
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(0, 0, 24, wrap)
    page.set_column(1, 1, 100, wrap)
    for i, (label, text) in enumerate(sheet.facts):
        page.write_string(i, 0, str(plain_cell(label)))
        page.write_string(i, 1, str(plain_cell(text)))


def _plain(cell: object) -> object:
    return "、".join(map(str, cell)) if isinstance(cell, list) else cell


def _width(column: pl.Series) -> int:
    longest = max((len(str(cell)) for cell in column.head(100).to_list()), default=0)
    return min(60, max(10, longest + 4, len(column.name) * 2))
