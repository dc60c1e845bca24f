"""The ratio by tier against the published band, and the ways of selection apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

from dashboard import links, words
from dashboard.access import Scope
from dashboard.charts import tiers
from dashboard.charts.tiers import Line
from dashboard.components import figures, notes, tables
from dashboard.components import inspection_words as say
from dashboard.components.tables import Column
from dashboard.reads import shell
from dashboard.reads.inspections import TIERS, WAYS
from dashboard.words import t

Row = Mapping[str, Any]
Cells = Mapping[tuple[str, str], Row]
FEW = 0.1  # visits per entity and year: below, a third digit


def show(view: Scope, cells: Cells) -> None:
    """Entities drawn and visited of those on the register, tier by tier."""
    rows = [cells[tier, "random"] for tier in TIERS if (tier, "random") in cells]
    figures.show(
        tiers.draw([_line(view, row) for row in rows], label=t("inspections.ratio.heading"), legend=_legend(rows)),
        lambda: _twin(cells),
        key="inspection_ratio",
        heading=_heading(rows),
        caption=t("inspections.ratio.caption", since=say.since(view)),
        how=t("inspections.ratio.how"),
        view=view,
        definitions=_definitions(),
        shares=[t(f"inspections.head.{h}") for h in ("share", "low", "high", "band_low", "band_high")],
    )


def _line(view: Scope, row: Row) -> Line:
    return Line(
        name=_name(view, row["tier"]),
        value=say.share(row["n_inspected"], row["n_register"]),
        low=row["low"],
        high=row["high"],
        counts=words.fraction(row["n_inspected"], row["n_register"]),
        said=_against_band(row),
        band=None if row["band_low"] is None else (row["band_low"], row["band_high"]),
        tone={"short": "bad", "above": "bad"}.get(row["band_state"], "quiet" if row["tier"] == "none" else "plain"),
        blank=t("inspections.nobody_registered"),
    )


def _name(view: Scope, tier: str) -> str:
    """The tier, a link to its indicator: the same number with its series and targets."""
    code, name = f"M19-2-{'N' if tier == 'none' else tier}", escape(say.tier(tier))
    if code not in shell.indicators(view):
        return name
    return f"<a class=xh-link href='{escape(links.href('indicator', view, indicator=code), quote=True)}'>{name}</a>"


def _against_band(row: Row) -> str:
    """The band, whether the ratio lies in it, and by how many entities it does not."""
    state = row["band_state"] or "no_band"
    if state == "no_band":
        return f"<span class=xf-quiet>{t('inspections.state.no_band')}</span>" if row["tier"] != "none" else ""
    counted = "".join(f" <b>{escape(what)}</b>" for what in _missing(row))
    return f"{say.chip(state)}{counted}<small>{escape(_which_band(row))}</small>"


def _missing(row: Row) -> list[str]:
    """What is short of the low end and what goes beyond the high end, in entities."""
    short = "under_way" if row["band_state"] == "under_way" else "short"
    found = {short: row["n_short"], "excess": row["n_excess"]}
    return [t(f"inspections.missing.{kind}", n=words.number(n)) for kind, n in found.items() if n]


def _which_band(row: Row) -> str:
    """The band itself where it is one office's; else how many of the offices published one."""
    if row["band_low"] is not None:
        return t("inspections.band", band=words.interval(row["band_low"], row["band_high"]))
    return t("inspections.bands_of", published=words.fraction(row["n_offices_with_band"], row["n_offices"]))


def _legend(rows: Sequence[Row]) -> str:
    interval = f"<span><i class=kc></i>{t('inspections.legend.interval')}</span>"
    has_band = any(row["band_low"] is not None for row in rows)
    band = f"<span><i class=kd></i>{t('inspections.legend.band')}</span>" if has_band else ""
    return f"<span class=k>{interval}{band}</span>"


def _heading(rows: Sequence[Row]) -> str:
    """Which tiers miss the band, in entities."""
    missed = [
        t("inspections.ratio.missed", tier=say.tier_short(row["tier"]), what=t("inspections.ratio.and").join(what))
        for row in rows
        if (what := _missing(row))
    ]
    if missed:
        return t("inspections.ratio.heading_missed", missed=t("inspections.joint").join(missed))
    has_band = any(row["band_state"] not in ("no_band", None) for row in rows)
    return t("inspections.ratio.heading_within" if has_band else "inspections.ratio.heading")


def ways(view: Scope, cells: Cells) -> None:
    """Random, targeted, complaint and follow-up visits apart: share of the register reached, and visits per entity and year."""
    caption = t("inspections.ways.caption", since=say.since(view))
    present = [way for way in WAYS if any(row["n_visits"] for (_, w), row in cells.items() if w == way)]
    notes.section(t("inspections.ways.heading"), caption)
    if not present:
        notes.block(notes.quiet(t("inspections.ways.none")))
        return
    columns = [
        Column(t("inspections.head.tier"), say.tier),
        *(Column(say.way(way), lambda tier, way=way: _way(cells.get((tier, way))), "right_html") for way in present),
        Column(t("inspections.head.visits_a_year"), lambda tier: _yearly(cells.get((tier, "*"))), "right_html"),
    ]
    rows = [tier for tier in TIERS if any((tier, way) in cells for way in WAYS)]
    table = tables.html(rows, columns, caption=t("inspections.ways.heading"))
    notes.block(f"<div class=xi-drill>{table}</div>")
    figures.beside(
        lambda: _twin(cells),
        key="inspection_ways",
        title=t("inspections.ways.heading"),
        caption=caption,
        how=t("inspections.ways.how"),
        view=view,
        definitions=_definitions(),
        is_table_above=True,
    )


def _way(row: Row | None) -> str:
    if row is None:
        return words.number(0)  # a way has a row only where visits were
    if not row["n_register"]:
        return f"<span class=xh-quiet>{words.blank('not_applicable')}</span>"
    visits = escape(t("inspections.ways.visits", n=words.number(row["n_visits"])))
    reached = words.percent(say.share(row["n_inspected"], row["n_register"]))
    return f"{reached}<small>{visits}</small>"


def _yearly(row: Row | None) -> str:
    if row is None or row["visits_a_year"] is None:
        return f"<span class=xh-quiet>{words.blank('not_applicable')}</span>"
    digits = 2 if row["visits_a_year"] >= FEW else 3
    interval = f"{words.number(row['visits_low'], digits)}–{words.number(row['visits_high'], digits)}"
    return f"{words.number(row['visits_a_year'], digits)}<small>{interval}</small>"


def _twin(cells: Cells) -> pl.DataFrame:
    """Every tier and way of selection, with everything that is known of it."""
    rows = [cells[tier, way] for way in WAYS for tier in TIERS if (tier, way) in cells]
    return say.twin(
        [
            {
                **say.graded(row),
                t("inspections.head.share"): say.share(row["n_inspected"], row["n_register"]),
                **say.exported(row, "n_inspected", "n_register", "low", "high", "n_visits", "entity_years"),
                **say.exported(row, "visits_a_year", "visits_low", "visits_high", "band_low", "band_high"),
                **say.exported(row, "n_offices", "n_offices_with_band", "n_banded_register", "n_banded_inspected"),
                **say.exported(row, "n_short", "n_excess"),
                **say.state(row, "band_state"),
            }
            for row in rows
        ]
    )


def _definitions() -> dict[str, str]:
    return {t(f"inspections.define.{k}"): t(f"inspections.define.{k}_is") for k in ("ratio", "band")}


def n_unbanded(cells: Cells) -> int | None:
    """Offices that visit and no band of any tier holds for; None where nobody visits."""
    graded = [cells[tier, "random"] for tier in TIERS[:-1] if (tier, "random") in cells]
    known = [row for row in graded if row["n_offices"] is not None]
    return min((row["n_offices"] - (row["n_offices_with_band"] or 0) for row in known), default=None)
