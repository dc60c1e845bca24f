"""No region chosen: every region of the jurisdiction by city, as links, with how its indicators stand. No order of merit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard import theme, words
from dashboard.access import Scope
from dashboard.components import county_words as say
from dashboard.components import filters, notes
from dashboard.reads import county, shell
from dashboard.words import t

Row = Mapping[str, Any]
SHOWN = ("met", "watch", "lagging")


def show(view: Scope) -> None:
    """Cities in the order of their codes, each with its counties."""
    regions, counts = shell.regions(view), county.listed(view)
    root = shell.plan(view)["region_code"]
    first = [row for row in regions.values() if row["parent_code"] == root and row["region_code"] != root]
    blocks = []
    for row in first:
        inside = [r for r in regions.values() if r["parent_code"] == row["region_code"]]
        items = "".join(f"<li>{_entry(r, counts)}</li>" for r in inside)
        blocks.append(f"<div><h3>{_entry(row, counts)}</h3>{f'<ul>{items}</ul>' if items else ''}</div>")
    legend = " ".join(f"<b class=b-{w}>{theme.mark(w).sign}</b>{words.judgement(w)}" for w in SHOWN)
    caption = t("county.list.caption", view=filters.described(view))
    heading = notes.section_html(t("county.list.heading", n=len(regions) - 1), caption)
    listed = f"<div class='xh-more xc-list'>{''.join(blocks)}</div>"
    notes.block(f"{heading}<p class=xc-legend>{legend}</p>{listed}")


def _entry(row: Row, counts: Mapping[str, Row]) -> str:
    found = counts.get(row["region_code"])
    if not found or not found["n_values"]:
        stand = t("county.list.blank")
    else:
        stand = " ".join(f"<b class=b-{w}>{theme.mark(w).sign}</b>{found[f'n_{w}']}" for w in SHOWN if found[f"n_{w}"])
    return f"{say.link('county', words.named(row), region=row['region_code'])} <small>{stand}</small>"
