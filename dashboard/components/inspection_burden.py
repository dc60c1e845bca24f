"""How much visiting weighs on the visited: over the yearly cap, visits that could have been one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from dashboard import words
from dashboard.access import Scope
from dashboard.components import download, notes, tables
from dashboard.components import inspection_words as say
from dashboard.components.tables import Column, column
from dashboard.words import t

Row = Mapping[str, Any]
MOST_PAIRS = 8


def cap(view: Scope, row: Row | None) -> download.Offer | None:
    """Entities visited more often than the cap published for their tier."""
    caption = t("inspections.cap.caption", since=say.since(view))
    if row is None or not row["n_capped"]:
        notes.section(t("inspections.cap.none"), caption)
        visited = (
            t("inspections.cap.visited_only", n=words.number(row["n_visited"]), most=words.number(row["most_visits"]))
            if row
            else ""
        )
        notes.block(notes.quiet(visited + t("inspections.cap.none_why")))
        return None
    over = row["n_over_cap"]
    heading = t("inspections.cap.over", n=words.number(over)) if over else t("inspections.cap.nobody")
    notes.section(heading, caption)
    notes.block(
        say.facts(
            {
                t("inspections.cap.share"): escape(say.rate(over, row["n_capped"])),
                t("inspections.cap.n_visits_over"): words.number(row["n_visits_over"]),
                t("inspections.cap.most_visits"): words.number(row["most_visits"]),
                t("inspections.cap.n_capped"): escape(say.rate(row["n_capped"], row["n_visited"])),
            }
        )
        + notes.how_to_read_html(t("inspections.cap.how"))
    )
    keys = ("n_visited", "n_capped", "n_over_cap", "n_visits_over", "most_visits")
    return download.Offer(
        "inspection_cap", heading, lambda: say.twin([say.exported(row, *keys)]), t("inspections.cap.how")
    )


def repeats(view: Scope, row: Row | None, pairs: Sequence[Row]) -> download.Offer | None:
    """Entities several departments visited within 30 days, and which departments could have gone together."""
    caption = t("inspections.repeat.caption", since=say.since(view))
    if row is None or not row["n_visited"]:
        notes.section(t("inspections.repeat.none"), caption)
        notes.block(notes.quiet(t("inspections.repeat.none_why")))
        return None
    counts = {"n": words.number(row["n_repeated"]), "visits": words.number(row["n_mergeable"])}
    notes.section(
        t("inspections.repeat.heading" if row["n_repeated"] else "inspections.repeat.nobody", **counts), caption
    )
    columns = [
        Column(t("inspections.repeat.pair"), lambda p: _pair(view, p)),
        column(t("inspections.repeat.n_entities"), "n_entities", "count"),
    ]
    body = tables.html(pairs[:MOST_PAIRS], columns, caption=t("inspections.repeat.pair")) if pairs else ""
    more = (
        f"<p class=xh-caption>{t('common.more_rows', n=words.number(len(pairs) - MOST_PAIRS))}</p>"
        if len(pairs) > MOST_PAIRS
        else ""
    )
    facts = say.facts(
        {
            t("inspections.repeat.share"): escape(say.rate(row["n_repeated"], row["n_visited"])),
            t("inspections.repeat.mergeable"): escape(say.rate(row["n_mergeable"], row["n_visits"])),
        }
    )
    notes.block(facts + body + more + notes.how_to_read_html(t("inspections.repeat.how")))
    return download.Offer(
        "inspection_pairs",
        t("inspections.repeat.offer"),
        lambda: tables.frame(pairs, columns),
        t("inspections.repeat.how"),
    )


def _pair(view: Scope, row: Row) -> str:
    return t(
        "inspections.repeat.and",
        a=say.department_name(view, row["department_a"]),
        b=say.department_name(view, row["department_b"]),
    )
