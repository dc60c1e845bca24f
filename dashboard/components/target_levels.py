"""What a target could be measured by: the value now, the own best year, what better peers have and what the best reach."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import polars as pl

from dashboard import words
from dashboard.access import Scope
from dashboard.components import download, notes, tables
from dashboard.components import target_words as say
from dashboard.components.tables import Column
from dashboard.reads import targets
from dashboard.words import t

Row = Mapping[str, Any]


def show(view: Scope, card: Row, row: Row, rows: pl.DataFrame, now: Row | None, among: str) -> download.Offer | None:
    """Each level with the chance of the whole to be there by the year's end, and the cases it asks."""
    known = [(name, level) for name, level in _levels(card, row, rows, now, among) if level is not None]
    told = targets.chance_of_each(dict(row), [level for _, level in known], card) if known else []
    levels = [
        {"name": name, "level": level, "p": p, "more": targets.more_cases(dict(row), level, card)}
        for (name, level), (p, _) in zip(known, told, strict=True)
    ]
    levels.sort(key=lambda r: -r["level"] if card["direction"] == "down" else r["level"])
    fewer = "fewer" if card["direction"] == "down" else "more"
    columns = [
        Column(t("targets.head.level"), lambda r: r["name"]),
        Column(t("targets.head.level_value"), lambda r: say.value(r["level"], card), "right"),
        Column(t("targets.head.chance"), lambda r: say.chance(r["p"]), "right"),
    ]
    if any(r["more"] is not None for r in levels):
        columns.append(
            Column(
                t(f"targets.head.{fewer}"), lambda r: words.number(r["more"]) if r["more"] is not None else "", "right"
            )
        )
    title = t("targets.levels.heading")
    notes.section(title, t("targets.levels.caption", place=say.place(view), year=row["horizon_quarter"][:4]))
    notes.block(
        f"{tables.html(levels, columns, caption=title)}{notes.how_to_read_html(t('targets.how.levels'))}{_directed(now)}"
    )
    exported = [
        Column(t("targets.head.level"), lambda r: r["name"]),
        Column(t("targets.head.level_value"), lambda r: r["level"]),
        Column(t("targets.head.chance"), lambda r: r["p"]),
        Column(t("targets.head.more"), lambda r: r["more"]),
    ]
    return download.Offer("target_levels", title, lambda: tables.frame(levels, exported), t("targets.how.levels"))


def _levels(card: Row, row: Row, rows: pl.DataFrame, now: Row | None, among: str) -> list[tuple[str, float | None]]:
    held = None if now is None else now["target"] if now["target"] is not None else now["floor"]
    on = words.day(now["target_on"]) if now and now["target_on"] else ""
    best = t("targets.levels.best", until=words.quarter(row["best_until"])) if row["best"] is not None else ""
    levels = [
        (t("targets.levels.now", quarter=words.quarter(row["last_quarter"])), row["value"]),
        (t("targets.levels.target", on=on) if on else t("targets.levels.floor"), held),
        (best, row["best"]),
    ]
    if rows.height >= 3 and card["direction"] in ("up", "down"):
        below = 0.25 if card["direction"] == "down" else 0.75
        values = rows["value"].drop_nulls()
        levels.append((t("targets.levels.middle", level=say.level(among)), values.median()))
        levels.append((t("targets.levels.better", level=say.level(among)), values.quantile(below, "linear")))
        if rows["benchmark"].is_not_null().any():
            levels.append((t("targets.levels.benchmark", level=say.level(among)), rows["benchmark"].drop_nulls()[0]))
    return [(name, None if level is None else float(level)) for name, level in levels]  # type: ignore[arg-type]


def _directed(now: Row | None) -> str:
    if now is not None and (now["target"] is not None or now["floor"] is not None):
        return ""
    return f"<p class=xh-caption>{escape(t('targets.levels.no_target'))}</p>"
