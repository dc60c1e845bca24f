"""Which measures stand that ought not to: by measure, outside the catalogue, without a basis, beyond the limit, after the listing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from dashboard import words
from dashboard.access import Scope
from dashboard.components import download, filters, notes, tables
from dashboard.components import rights_words as say
from dashboard.components.tables import Column
from dashboard.reads import rights
from dashboard.words import t

Row = Mapping[str, Any]
SHOWN = ("outside_catalogue", "without_basis", "beyond_limit", "after_exit", "repaired_measured", "while_disputed")


def show(view: Scope, found: Mapping[str, Row], parts: Mapping[str, Sequence[Row]]) -> download.Offer | None:
    """One line a measure in which something was found, and the codes the catalogue is taken to allow."""
    by_code: dict[str, dict[str, Row]] = {}
    for defect in SHOWN:
        for row in parts.get(defect, []):
            by_code.setdefault(row["part"], {})[defect] = row
    rows = [{"code": code, "found": of} for code, of in by_code.items()]
    rows.sort(key=lambda r: (-sum(p["n"] for p in r["found"].values()), r["code"]))
    notes.section(_heading(view, found), t("rights.caption.measures", view=filters.described(view)))
    columns = [
        Column(t("common.measure"), lambda r: say.part(view, "without_basis", r["code"])),
        *(Column(t(f"rights.short.{d}"), lambda r, d=d: _cell(r["found"].get(d)), "right_html") for d in SHOWN),
    ]
    if rows:
        notes.block(tables.html(rows, columns, caption=t("rights.measures.heading")))
    else:
        notes.block(notes.quiet(t("rights.measures.clean" if _looked(found) else "rights.measures.none")))
    notes.block(notes.how_to_read_html(t("rights.how.measures")))
    listed = rights.catalogue(view)
    inside = tables.opened(t("rights.measures.catalogue", n=len(listed)), "rights_catalogue_fold")
    if inside:
        inside.html(_catalogue(view, listed))
    exported = [
        columns[0],
        *(Column(say.name(d), lambda r, d=d: r["found"][d]["n"] if d in r["found"] else 0, "count") for d in SHOWN),
        *(
            Column(
                t("rights.head.of", defect=t(f"rights.short.{d}")),
                lambda r, d=d: r["found"][d]["n_of"] if d in r["found"] else None,
                "count",
            )
            for d in SHOWN
        ),
    ]
    return (
        download.Offer(
            "rights_measures",
            t("rights.measures.heading"),
            lambda: tables.frame(rows, exported),
            t("rights.how.measures"),
        )
        if rows
        else None
    )


def _looked(found: Mapping[str, Row]) -> bool:
    return any(found.get(d, {}).get("n_of") for d in SHOWN)


def _heading(view: Scope, found: Mapping[str, Row]) -> str:
    if not _looked(found):
        return t("rights.measures.heading")
    counts = {d: words.number(found.get(d, {}).get("n") or 0) for d in SHOWN}
    return t("rights.measures.finding", **counts)


def _cell(row: Row | None) -> str:
    if row is None:
        return "<span class=xh-quiet>0</span>"
    return f"<b>{words.number(row['n'])}</b> <small>/{words.number(row['n_of'])}</small>"


def _catalogue(view: Scope, rows: Sequence[Row]) -> str:
    """What counts as inside: our list of codes, none of it checked against the text."""
    named = rights.measures(view)
    items = "".join(
        f"<li>{escape(words.named(named.get(r['measure_code'], {})) or r['measure_code'])} "
        f"<small class=xh-quiet>{escape(words.pick(r, 'item'))} · {escape(r['source'])}"
        f"{'' if r['is_source_verified'] else ' · ' + t('common.unverified')}</small></li>"
        for r in rows
    )
    return f"<p class=xh-caption>{t('rights.measures.catalogue_is')}</p><ul class=xf-within>{items}</ul>"
