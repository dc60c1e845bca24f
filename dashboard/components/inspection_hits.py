"""Does the tier predict? Random visits that found something, tier by tier."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import polars as pl

from dashboard import words
from dashboard.access import Scope
from dashboard.charts import tiers
from dashboard.charts.tiers import Line
from dashboard.components import figures, notes
from dashboard.components import inspection_words as say
from dashboard.reads.inspections import TIERS, WAYS
from dashboard.words import t

Row = Mapping[str, Any]
Cells = Mapping[tuple[str, str], Row]


def show(view: Scope, cells: Cells, gradient: Row | None) -> None:
    """The hit rate by tier and whether it rises."""
    rows = [cells[tier, "random"] for tier in TIERS if (tier, "random") in cells]
    caption = t("inspections.hits.caption", since=say.since(view))
    if not any(row["n_visits"] for row in rows):
        notes.section(t("inspections.hits.none"), caption)
        notes.block(notes.quiet(t("inspections.hits.none_why")))
        return
    state = say.verdict(gradient) if gradient else "too_few"
    state = "no_evidence" if state in ("rising_unsure", "inverted_unsure") else state
    figures.show(
        tiers.draw([_line(row) for row in rows], label=t("inspections.asked.hits")) + _test(gradient),
        lambda: _twin(cells),
        key="inspection_hits",
        heading=t(f"inspections.hits.{state}"),
        caption=caption,
        how=t("inspections.hits.how"),
        view=view,
        shares=[t(f"inspections.head.{h}") for h in ("share", "low", "high")],
    )


def _line(row: Row) -> Line:
    return Line(
        name=escape(say.tier(row["tier"])),
        value=say.share(row["n_with_findings"], row["n_visits"]),
        low=row["low"],
        high=row["high"],
        counts=words.fraction(row["n_with_findings"], row["n_visits"]),
        tone="quiet" if row["tier"] == "none" else "plain",
        blank=t("inspections.nobody_visited"),
    )


def _test(gradient: Row | None) -> str:
    if gradient is None or gradient["z"] is None:
        return ""
    slope, p = words.points(gradient["slope"]), say.p_value(gradient["p_trend"])
    said = t("inspections.hits.test", slope=slope, z=words.number(gradient["z"], 2), p=p)
    return f"<p class=xh-caption>{escape(said)}</p>"


def _twin(cells: Cells) -> pl.DataFrame:
    rows = [cells[tier, way] for way in WAYS for tier in TIERS if (tier, way) in cells]
    return say.twin(
        [
            {
                **say.graded(row),
                t("inspections.head.share"): say.share(row["n_with_findings"], row["n_visits"]),
                **say.exported(row, "n_with_findings", "n_visits", "low", "high"),
            }
            for row in rows
        ]
    )
