"""Was the draw random? Who was drawn against who stood in the frame, with the power of the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

from dashboard import links, words
from dashboard.access import ALL, Scope
from dashboard.charts import tiers
from dashboard.charts.tiers import Line
from dashboard.components import download, figures, notes
from dashboard.components import inspection_words as say
from dashboard.reads.inspections import TIERS
from dashboard.words import t

Row = Mapping[str, Any]
MOST_NAMED = 5
WORST = ("not_random", "cannot_say", "as_random", "no_draws")


def show(view: Scope, found: Mapping[str, Row], *, is_sent: bool) -> None:
    """Share drawn by tier, where equal chances would put it, and what can be said."""
    caption = t("inspections.draw.caption", since=say.since(view))
    rows = [found[tier] for tier in (*TIERS, ALL) if tier in found and found[tier]["n_frame"]]
    if not rows:
        kind = "none" if is_sent else "not_sent"
        notes.section(t(f"inspections.draw.{kind}"), caption)
        notes.block(notes.quiet(t(f"inspections.draw.{kind}_why")))
        return
    figures.show(
        tiers.draw([_line(row) for row in rows], label=t("inspections.draw.caption", since=""), legend=_legend(rows)),
        lambda: _twin(rows),
        key="inspection_draw",
        heading=_heading(rows),
        caption=caption,
        how=t("inspections.draw.how"),
        view=view,
        shares=[t(f"inspections.head.{h}") for h in ("share", "share_low", "share_high", "power")],
    )


def offices(view: Scope, rows: Sequence[Row]) -> download.Offer | None:
    """Where draws surely fell unevenly: by name, with what equal chances would have brought."""
    if not rows:
        return None
    items = "".join(_office(view, row) for row in rows[:MOST_NAMED])
    more = len(rows) - MOST_NAMED
    rest = f"<li class=xf-quiet>{t('inspections.offices.more', n=words.number(more))}</li>" if more > 0 else ""
    heading = t("inspections.draw.offices", n=words.number(len(rows)))
    notes.block(f"<p class=xh-text><b>{heading}</b></p><ul class=xh-grounds>{items}{rest}</ul>")
    return download.Offer("inspection_uneven", heading, lambda: _offices_twin(view, rows), t("inspections.draw.how"))


def _office(view: Scope, row: Row) -> str:
    to = links.href("inspections", view, region=row["region_code"], department=row["department_code"])
    name = escape(say.office(view, row["region_code"], row["department_code"]))
    said = t(
        "inspections.draw.grounds",
        rate=say.rate(row["n_drawn"], row["n_frame"]),
        expected=words.number(row["expected"], 1),
        p=say.p_value(row["p"]),
    )
    return f"<li><b><a class='xh-link xh-plain' href='{escape(to, quote=True)}'>{name}</a></b> {escape(said)}</li>"


def _offices_twin(view: Scope, rows: Sequence[Row]) -> pl.DataFrame:
    office, keys = t("inspections.head.office"), ("n_drawn", "n_frame", "expected", "n_draws", "p", "q")
    return say.twin(
        [{office: say.office(view, r["region_code"], r["department_code"]), **say.exported(r, *keys)} for r in rows]
    )


def _line(row: Row) -> Line:
    return Line(
        name=escape(_name(row)),
        value=say.share(row["n_drawn"], row["n_frame"]),
        low=row["share_low"],
        high=row["share_high"],
        counts=words.fraction(row["n_drawn"], row["n_frame"]),
        expected=say.share(row["expected"], row["n_frame"]) if row["compared"] == "rest" else None,
        tone="bad" if row["state"] == "not_random" else "plain",
        said=f"{say.chip(row['state'])}<small>{escape(_grounds(row))}</small>",
    )


def _name(row: Row) -> str:
    return t("inspections.draw.every_tier") if row["tier"] == ALL else say.tier(row["tier"])


def _grounds(row: Row) -> str:
    """With what it was compared, the test and how much it could have seen."""
    parts = [
        t(f"inspections.draw.compared_{row['compared'] or 'nothing'}"),
        say.p_value(row["p"]),
        t("inspections.draw.power", power=words.percent(row["power"], 0)) if row["power"] is not None else "",
    ]
    return t("inspections.joint").join(p for p in parts if p)


def _legend(rows: Sequence[Row]) -> str:
    interval = f"<span><i class=kc></i>{t('inspections.legend.interval')}</span>"
    has_expected = any(row["compared"] == "rest" for row in rows)
    expected = f"<span><i class=kg></i>{t('inspections.legend.expected')}</span>" if has_expected else ""
    return f"<span class=k>{interval}{expected}</span>"


def _heading(rows: Sequence[Row]) -> str:
    """The worst that can be said of any part."""
    states = {row["state"] for row in rows}
    state = next((s for s in WORST if s in states), "no_draws")
    return t(f"inspections.draw.{state}", n=words.number(max(row["n_draws"] or 0 for row in rows)))


def _twin(rows: Sequence[Row]) -> pl.DataFrame:
    return say.twin(
        [
            {
                t("inspections.head.tier"): _name(row),
                t("inspections.head.share"): say.share(row["n_drawn"], row["n_frame"]),
                **say.exported(row, "n_drawn", "n_frame", "share_low", "share_high", "expected", "n_draws"),
                t("inspections.head.compared"): t(f"inspections.draw.compared_{row['compared'] or 'nothing'}"),
                **say.exported(row, "p", "q", "power"),
                **say.state(row),
            }
            for row in rows
        ]
    )
