"""The table that says what the map shows: possible ranks first, never a rank alone; sorted by a click on a heading."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl
import pyarrow as pa
import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.components import download, figures, grounds, notes
from dashboard.components import region_words as say
from dashboard.reads import regions
from dashboard.words import t

TALL = 430  # pixels; beyond, the table scrolls inside itself
PERCENT = "percent"


def show(view: Scope, level: str, places: pl.DataFrame) -> download.Offer | None:
    """The table on screen; what is taken away has more columns."""
    if places.is_empty():
        return None
    unit = say.unit(view)
    shown = _screen(view, level)
    shares = [t("regions.head.value")] if unit == PERCENT else []
    number = st.column_config.NumberColumn
    columns = {name: number(format="percent") for name in shares} | {
        t("regions.head.region"): st.column_config.TextColumn(pinned=True, width=100 if view.lang == "zh" else 150),
        t("regions.head.gap"): number(format="%+.1f", help=t("regions.head.gap_help", peers=say.peers(view))),
        t("regions.head.rank"): number(help=t("regions.head.rank_help")),
    }
    st.dataframe(
        shown, key="regions_table", hide_index=True, width="stretch", height="content" if shown.num_rows < 10 else TALL,
        column_config=columns, placeholder=words.NONE, lazy=False,  # else pandas is asked: 350 ms after a start
    )  # fmt: skip
    notes.how_to_read(t("regions.table.how"))
    title = t("regions.table.title", name=say.indicator(view), level=t(f"regions.level.{level}"))
    return download.Offer(
        "regions", title, lambda: frame(view, regions.by_code(view, level).values()), t("regions.table.how")
    )


def _ordered(rows: Iterable[say.Row]) -> list[say.Row]:
    """Ranked ones first, best in front; then those with a figure; blanks last."""
    return sorted(rows, key=lambda r: (r["rank"] is None, r["rank"] or 0, r["value"] is None, r["region_code"]))


@regions.kept
def _screen(view: Scope, level: str) -> pa.Table:
    """As Arrow, with narrow types: it travels with every rerun."""
    rows = _ordered(regions.by_code(view, level).values())
    points = 100 if say.unit(view) == PERCENT else 1
    columns = {
        "region": [words.named(r) for r in rows],
        "ranks": [say.ranks(r) for r in rows],
        "rank": [r["rank"] for r in rows],
        "value": [r["value"] for r in rows],
        "x": [r["numerator"] for r in rows],
        "n": [r["denominator"] for r in rows],
        "verdict": [_verdict(r) for r in rows],
        "gap": [None if r["gap"] is None else r["gap"] * points for r in rows],
        "tier": [say.tier(r) or say.why_unranked(view, r) for r in rows],
    }
    if not any(columns["ranks"]):
        columns = {k: v for k, v in columns.items() if k not in ("ranks", "rank")}
    if all(v is None for v in columns["value"]):
        columns.pop("tier")  # it would only say again why there is none
    if not any(columns["n"]):
        columns = {k: v for k, v in columns.items() if k not in ("x", "n")}
    if not any(g is not None for g in columns["gap"]):
        columns.pop("gap")
    heads = {k: t(f"regions.head.{k}") for k in columns}
    made = pl.DataFrame([pl.Series(heads[k], v, strict=False) for k, v in columns.items()]).with_columns(
        *(pl.col(heads[k]).cast(pl.Int32) for k in ("x", "n") if k in heads and _is_whole(columns[k])),
        *(pl.col(heads[k]).cast(pl.Int16) for k in ("rank",) if k in heads),
        *(pl.col(heads[k]).cast(pl.Float64) for k in ("gap", "value") if k in heads),
        *(pl.col(heads[k]).cast(pl.Categorical) for k in ("ranks", "verdict", "tier") if k in heads),
    )
    shares = [figures.as_shown(heads["value"])] if say.unit(view) == PERCENT else []
    return made.with_columns(shares).with_columns(pl.col(pl.Float64).cast(pl.Float32)).to_arrow()


def _is_whole(values: list[float | None]) -> bool:
    return all(v is None or float(v).is_integer() for v in values)


def _verdict(row: say.Row) -> str:
    if row["value"] is None:
        return say.why_blank(row)
    return grounds.word(row)


def frame(view: Scope, places: Iterable[say.Row]) -> pl.DataFrame:
    """Everything known of each region: also ends of the intervals, ties, the change like for like, reasons."""
    rows = _ordered(places)
    made = {
        "code": [r["region_code"] for r in rows],
        "region": [say.full(view, r["region_code"]) for r in rows],
        "value": [r["value"] for r in rows],
        "x": [r["numerator"] for r in rows],
        "n": [r["denominator"] for r in rows],
        "low": [r["low"] for r in rows],
        "high": [r["high"] for r in rows],
        "verdict": [_verdict(r) for r in rows],
        "rank": [r["rank"] for r in rows],
        "tied": [r["n_tied"] for r in rows],
        "rank_low": [r["rank_low"] for r in rows],
        "rank_high": [r["rank_high"] for r in rows],
        "ranked": [r["n_ranked"] for r in rows],
        "tier": [say.tier(r) for r in rows],
        "why": [say.why_unranked(view, r) for r in rows],
        "n_peers": [r["n_peers"] for r in rows],
        "median": [r["peer_median"] for r in rows],
        "gap_raw": [r["gap"] for r in rows],
        "benchmark": [r["benchmark"] for r in rows],
        "change": [r["change"] for r in rows],
        "like_low": [r["like_low"] for r in rows],
        "like_high": [r["like_high"] for r in rows],
        "previous_low": [r["previous_low"] for r in rows],
        "previous_high": [r["previous_high"] for r in rows],
    }
    return pl.DataFrame([pl.Series(t(f"regions.head.{k}"), v, strict=False) for k, v in made.items()])
