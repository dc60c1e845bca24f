"""A plan whose period is over: nothing is forecast. What was promised by which date and what came is a case to learn from."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from itertools import groupby
from typing import Any

from dashboard import words
from dashboard.access import Scope
from dashboard.components import download, filters, grounds, notes, tables
from dashboard.components import target_words as say
from dashboard.components.headline import chip
from dashboard.components.tables import Column
from dashboard.reads import shell, targets
from dashboard.words import t

Row = Mapping[str, Any]


def show(view: Scope) -> None:
    """One line a dated number, by indicator; the change a year between two dates of one indicator below it."""
    rows = targets.promised(view)
    told = [row for row in rows if row["word"] in ("met", "not_met")]
    n_met = sum(row["word"] == "met" for row in told)
    plan = words.pick(shell.plan(view), "short")
    notes.title(
        t(
            "targets.over.title",
            plan=plan,
            n=words.number(len(rows)),
            known=words.number(len(told)),
            met=words.number(n_met),
        ),
        t("common.question.targets"),
    )
    notes.block(f"<p class=xf-grounds>{escape(t('targets.over.no_forecast'))}</p>")
    if not rows:
        notes.nothing_here(view)
        return
    notes.section(t("targets.over.heading"), t("targets.over.caption", view=filters.described(view)))
    cases = [_case(code, list(group)) for code, group in groupby(rows, key=lambda r: r["indicator"])]
    dates = sorted({row["target_on"] for row in rows})
    columns = [
        Column(t("targets.head.indicator"), lambda c: c["name"]),
        *(
            Column(t("targets.over.by", day=words.day(on)), lambda c, on=on: _dated(c["at"].get(on)), "html")
            for on in dates
        ),
        Column(t("targets.head.pace_asked"), lambda c: words.change(c["asked"], c["unit"]), "right"),
        Column(t("targets.head.pace_came"), lambda c: words.change(c["came"], c["unit"]), "right"),
    ]
    table = tables.html(cases, columns, caption=t("targets.over.heading"))
    notes.block(f"<div class=xt-over>{table}</div>{notes.how_to_read_html(t('targets.over.how'))}")
    offer = download.Offer(
        "target_promised", t("targets.over.heading"), lambda: tables.frame(rows, _exported()), t("targets.over.how")
    )
    download.fold(view, [offer])


def _exported() -> list[Column]:
    return [
        Column(t("targets.head.indicator"), lambda r: f"{r['indicator']} {words.named(r)}"),
        Column(t("targets.head.target_on"), lambda r: r["target_on"]),
        Column(t("targets.head.promised"), lambda r: r["target"]),
        Column(t("targets.head.came"), lambda r: r["came"]),
        Column(t("targets.head.verdict"), lambda r: r["word"], "word"),
        Column(t("targets.head.clause"), lambda r: r["clause"]),
    ]


def _dated(row: Row | None) -> str:
    """Promised, what came of it, and the verdict."""
    if row is None:
        return ""
    promised = escape(grounds.target(row["target"], row["comparator"], row["unit"]))
    return f"<span class=xt-kept><i>{promised}</i> → {_came(row)} {chip(row['word']) if row['word'] else ''}</span>"


def _came(row: Row) -> str:
    if row["came"] is None:
        return f"<span class=xh-quiet>{escape(words.blank(row['blank'] or 'not_returned'))}</span>"
    counts = words.fraction(row["numerator"], row["denominator"])
    return f"<b>{escape(say.value(row['came'], row))}</b>{f' <small>{counts}</small>' if counts else ''}"


def _case(code: str, dated: list[Row]) -> Row:
    """One indicator: its targets by date; with figures at two dates, the change a year that was asked and that came."""
    last = dated[-1]
    case = {"name": f"{code} {words.named(last)}", "unit": last["unit"], "at": {r["target_on"]: r for r in dated}}
    known = [r for r in dated if r["came"] is not None]
    years = (known[-1]["target_on"] - known[0]["target_on"]).days / 365.25 if known else 0
    if not years:
        return {**case, "asked": None, "came": None}
    first, last = known[0], known[-1]
    return {**case, "asked": (last["target"] - first["came"]) / years, "came": (last["came"] - first["came"]) / years}
