"""A figure as every page shows it: finding, what is shown for this filter, chart, and below it table, download, reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.charts.drawn import Drawn
from dashboard.charts.layout import CONFIG, STATIC
from dashboard.components import download, notes
from dashboard.words import t

TABLE_ROWS = 12  # beyond these the table scrolls inside itself
TALL = 440  # pixels


def show(
    figure: dict[str, Any] | str,
    twin: Callable[[], pl.DataFrame],
    *,
    key: str,
    heading: str,
    caption: str,
    how: str,
    view: Scope,
    definitions: Mapping[str, str] | None = None,
    shares: Sequence[str] = (),
    is_static: bool = False,
) -> None:
    """A chart with heading (the finding), caption (what it shows for the current filter), and its table twin folded below.

    `figure` is a plotly dict, or HTML that draws itself. `twin` makes a frame of the same numbers, its headings already
    in the reader's language; columns in `shares` are 0-1. `how` is the how-to-read note.
    """
    if isinstance(figure, str):
        notes.block(notes.section_html(heading, caption) + figure)
    else:
        notes.section(heading, caption)
        st.plotly_chart(
            Drawn(figure), key=key, config=STATIC if is_static else CONFIG, alt=f"{heading} {caption}", width="stretch"
        )
    beside(twin, key=key, title=heading, caption=caption, how=how, view=view, definitions=definitions, shares=shares)


def beside(
    twin: Callable[[], pl.DataFrame],
    *,
    key: str,
    title: str,
    caption: str,
    how: str,
    view: Scope,
    definitions: Mapping[str, str] | None = None,
    shares: Sequence[str] = (),
    is_table_above: bool = False,
) -> None:
    """Table, download and reading note, folded: nothing inside travels to the browser until the fold is opened.

    `is_table_above`: the page shows the table already, only download and note are wanted.
    """
    label = t("figures.download" if is_table_above else "figures.table_and_download")
    fold = st.expander(label, key=f"{key}_fold", on_change="rerun")
    if not fold.open:
        return
    with fold:
        st.html(f"<p class='xh-caption'>{how}</p>")
        if not is_table_above:
            grid(twin(), key=f"{key}_table", shares=shares)
        download.show(twin, view=view, key=key, title=title, note=caption, definitions=definitions or {})


def grid(twin: pl.DataFrame, *, key: str, shares: Sequence[str] = ()) -> None:
    """A table that scrolls inside itself beyond a dozen rows; shares are shown as per cent with one decimal."""
    held = [name for name in shares if name in twin.columns]
    st.dataframe(
        twin.with_columns(as_shown(name) for name in held).to_arrow(),
        key=key,
        hide_index=True,
        width="stretch",
        height="content" if twin.height <= TABLE_ROWS else TALL,
        column_config={name: st.column_config.NumberColumn(format="percent") for name in held},
        placeholder=words.NONE,
    )


def as_shown(name: str) -> pl.Expr:
    """Rounded as words.percent rounds: what is not quite all (or nothing) never reads 100 % (or 0 %)."""
    share, near = pl.col(name), pl.col(name).round(3)
    return (
        pl.when((near == 1) & (share < 1))
        .then(0.999)
        .when((near == 0) & (share > 0))
        .then(0.001)
        .otherwise(near)
        .alias(name)
    )
