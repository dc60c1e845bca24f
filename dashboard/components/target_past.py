"""Looking back: which target applied when, what this method would have said a year before, what came, and did such words hold?"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from dashboard import words
from dashboard.access import Scope
from dashboard.components import grounds, notes, tables
from dashboard.components import target_words as say
from dashboard.components.tables import Column
from dashboard.reads import base, indicator, shell, targets
from dashboard.words import t

Row = Mapping[str, Any]
CLASSES = ("0-20", "20-40", "40-60", "60-80", "80-100")
TOO_WIDE = 0.6  # an interval that holds more than half of all that can be says nothing
COIN = 0.25  # the score of whoever always says one half
BRIERS = ("brier", "brier_worse", "brier_last_value", "brier_straight_line")


def show(view: Scope, card: Row) -> None:
    """Two halves: the dated targets of this place, and how the chances of all units held."""
    held = targets.held(view)
    notes.section(
        _heading(held.get(view.indicator, {}).get("*"), held.get("*", {}).get("*")), t("targets.past.caption")
    )
    notes.block(f"<div class=xt-past>{_dated(view, card)}</div>")
    for block in (_of_indicator(view), _of_all(view)):
        if block:
            notes.block(block)
    notes.how_to_read(t("targets.how.past"))


# Written once a snapshot: neither hangs on region, quarter or department.
@base.kept_by("plan", "indicator", "lang")
def _of_indicator(view: Scope) -> str:
    name = words.named(indicator.card(view) or {})
    return _told(targets.held(view).get(view.indicator, {}), t("targets.past.of_indicator", name=name))


@base.kept_by("lang")
def _of_all(view: Scope) -> str:
    return _told(targets.held(view).get("*", {}), t("targets.past.of_all"))


def _heading(own: Row | None, every: Row | None) -> str:
    whole = own or every
    if whole is None:
        return t("targets.past.heading_none")
    best = min(whole["brier_last_value"], whole["brier_straight_line"])
    of = t("targets.past.this" if own else "targets.past.of_all")
    said = "coin" if whole["brier"] >= COIN else "better" if whole["brier"] < best else "no_better"
    return t(
        f"targets.past.heading_{said}",
        of=of,
        n=words.number(whole["n"]),
        brier=words.number(whole["brier"], 2),
        best=words.number(best, 2),
    )


def _dated(view: Scope, card: Row) -> str:
    """Which target applied until when; beside those whose date has passed, what was said and what came."""
    past, as_of = {row["target_on"]: row for row in targets.past(view)}, shell.build(view)["as_of"]
    dated = [r for r in indicator.targets(view) if r["value"] is not None and r["target_on"]]
    if not dated:
        return f"<p class=xh-quiet>{escape(t('targets.past.no_targets', place=say.place(view)))}</p>"
    columns = [
        Column(t("targets.head.target_on"), lambda r: words.day(r["target_on"]), "right"),
        Column(t("targets.head.target"), lambda r: grounds.target(r["value"], r["comparator"], card["unit"]), "right"),
        Column(t("targets.head.then"), lambda r: _then(past.get(r["target_on"]), card), "right"),
        Column(t("targets.head.said"), lambda r: _said(past.get(r["target_on"])), "right"),
        Column(
            t("targets.head.came"),
            lambda r: _came(past.get(r["target_on"]), card, is_over=r["target_on"] <= as_of),
            "right",
        ),
        Column(
            t("targets.head.clause"), lambda r: f"{r['clause'] or ''}{' · ' + t('common.demo') if r['is_demo'] else ''}"
        ),
    ]
    return tables.html(dated, columns, caption=t("targets.past.dated"))


def _then(row: Row | None, card: Row) -> str:
    return say.value(row["value_then"], card) if row else ""


def _said(row: Row | None) -> str:
    if row is None:
        return ""
    return (
        say.chance(row["p_met"])
        if row["p_met"] is not None
        else t(f"targets.short.{row['reason'] or 'NO_PROBABILITY'}")
    )


def _came(row: Row | None, card: Row, *, is_over: bool) -> str:
    if row is None:
        return t("targets.past.unknown" if is_over else "targets.past.ahead")
    return t(f"targets.past.{'met' if row['is_met'] else 'not_met'}", value=say.value(row["came"], card))


def _told(classes: Mapping[str, Row], label: str) -> str:
    """One line of scores, then a line a class: what was said, what came, and how sure that is; empty where nothing was said."""
    if "*" not in classes:
        return ""
    whole = classes["*"]
    scores = t(
        "targets.past.scores", label=label, n=words.number(whole["n"]), **{k: words.number(whole[k], 3) for k in BRIERS}
    )
    rows = [classes[c] for c in CLASSES if c in classes]
    columns = [
        Column(t("targets.head.class"), lambda r: f"{r['class'].replace('-', '–')}%"),
        Column(t("targets.head.n"), lambda r: r["n"], "count"),
        Column(t("targets.head.mean_p"), lambda r: words.percent(r["mean_p"]), "right"),
        Column(t("targets.head.share_met"), lambda r: words.percent(r["share_met"]), "right"),
        Column(t("targets.head.interval"), lambda r: words.interval(r["met_low"], r["met_high"]), "right"),
        Column(t("targets.head.picture"), _picture, "html"),
        Column(t("targets.head.reading"), _reading),
    ]
    return (
        f"<div class=xt-past><p class=xt-scores>{escape(scores)}</p>{tables.html(rows, columns, caption=label)}</div>"
    )


def _picture(row: Row) -> str:
    """Nought to one: the interval as a bar, what came as a dot, what was said as an upright line."""
    at = {"low": "met_low", "high": "met_high", "came": "share_met", "said": "mean_p"}
    places = ";".join(f"--{name}:{row[column] * 100:.1f}" for name, column in at.items())
    return f"<i class=xt-held style='{places}' aria-hidden=true><b></b><s></s><u></u></i>"


def _reading(row: Row) -> str:
    """Honest words where what came lies outside what was said."""
    if row["n"] < targets.ENOUGH or row["met_high"] - row["met_low"] > TOO_WIDE:
        return t("targets.past.few")
    if row["mean_p"] > row["met_high"]:
        return t("targets.past.too_sure")
    return t("targets.past.too_shy" if row["mean_p"] < row["met_low"] else "targets.past.held")
