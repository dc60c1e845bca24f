"""How good the region's own figures are: what is missing or incomplete, what does not agree, what asks for a second look."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import county_words as say
from dashboard.components import department_words, download, filters, notes, odd_figures, tables
from dashboard.components.tables import Column
from dashboard.reads import county
from dashboard.reads.county import Profile
from dashboard.words import t

Row = Mapping[str, Any]
MOST = 10
BLANKS = ("not_returned", "refused", "suppressed")


def show(view: Scope, found: Profile) -> download.Offer | None:
    """Facts first, then the patterns one by one."""
    patterns, findings = county.patterns(view), county.findings(view)
    incomplete = [row for row in found.rows if row["excluded"] == "incomplete"]
    blank = {kind: [row for row in found.rows if row["blank"] == kind] for kind in BLANKS}
    n_offices = sum(row["n_not_returned"] for row in county.offices(view))
    n = sum(map(len, blank.values())) + len(incomplete) + n_offices
    counts = {"missing": n, "disagree": sum(row["n_rows"] for row in findings), "odd": len(patterns)}
    told = [t(f"county.quality.{k}", n=words.number(v)) for k, v in counts.items() if v]
    heading = (
        t("county.quality.heading", counts=t("county.comma").join(told)) if told else t("county.quality.heading_none")
    )
    facts = [
        *((words.blank(kind), _named(rows)) for kind, rows in blank.items() if rows),
        *([(t("county.quality.incomplete"), _named(incomplete))] if incomplete else []),
        *([(t("county.quality.offices"), t("county.quality.n_offices", n=n_offices))] if n_offices else []),
        *((_finding(row), _found(row)) for row in findings),
    ]  # fmt: skip
    body = "".join(f"<dt>{escape(head)}</dt><dd>{said}</dd>" for head, said in facts)
    html = f"<dl class=xf-facts>{body}</dl>" if body else f"<p class=xh-quiet>{t('county.quality.whole')}</p>"
    section = notes.section_html(
        heading,
        t("county.quality.caption", view=filters.described(view)),
    )
    to = department_words.anchor(links.href("data_quality", view), t("county.quality.more"))
    columns = [
        Column(t("county.head.indicator"), odd_figures.subject),
        Column(t("county.head.region"), lambda r: words.pick(r, "region") or r["region_code"]),
        Column(t("county.head.department"), lambda r: department_words.unit(view, view.region, r["department_code"])),
        Column(t("county.head.pattern"), lambda r: odd_figures.pattern(r["pattern"])),
        Column(t("county.head.seen"), odd_figures.seen),
        Column(t("county.head.chance"), odd_figures.chance),
    ]
    table = f"<p class=xh-quiet>{t('county.quality.no_pattern')}</p>"
    if patterns:
        table = tables.html(patterns, columns, caption=t("county.quality.title"), most=MOST)
    notes.block(
        f"<div class='xh-more xc-quality'>{section}{html}{table}<p class=xh-caption>{t('county.quality.due')} {to}</p></div>"
    )
    return (
        download.Offer("county_patterns", t("county.quality.title"), lambda: tables.frame(patterns, columns))
        if patterns
        else None
    )


def _named(rows: list[Row]) -> str:
    shown = t("county.comma_list").join(say.indicator(row) for row in rows[:MOST])
    return t("county.quality.count", n=len(rows)) + shown + (t("county.quality.rest") if len(rows) > MOST else "")


def _found(row: Row) -> str:
    return t("county.quality.rows", n=words.number(row["n_rows"]), departments=row["n_departments"])


def _finding(row: Row) -> str:
    key = f"data_quality.finding.{row['finding']}"
    return t(key) if words.has(key) else str(row["finding"])
