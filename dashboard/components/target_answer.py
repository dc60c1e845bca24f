"""What a proposal comes to, at once: its chance, how many units would meet it, what it asks, and at which pace."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from dashboard import words
from dashboard.access import Scope
from dashboard.components import notes
from dashboard.components import target_words as say
from dashboard.reads import targets
from dashboard.reads.targets import Expected
from dashboard.words import t

Row = Mapping[str, Any]


def show(
    view: Scope, card: Row, row: Row, aim: float, p: tuple[float | None, float | None], met: Expected | None, among: str
) -> None:  # fmt: skip
    """Four answers side by side; below them what has to be said of a proposal that is already met or out of reach."""
    cells = [
        _chance(view, card, row, p),
        _units(met, among),
        _asks(card, row, aim),
        _pace(view, card, row, aim),
    ]
    shown = "".join(
        f"<div><dt>{escape(h)}</dt><dd><b>{escape(b)}</b><small>{escape(s)}</small></dd></div>" for h, b, s in cells
    )
    notes.block(f"<dl class=xt-answer role=status>{shown}</dl>{_remarks(card, row, aim)}")


def _chance(view: Scope, card: Row, row: Row, p: tuple[float | None, float | None]) -> tuple[str, str, str]:
    heading = t("targets.answer.chance", place=say.place(view))
    if p[0] is None or row["reason"]:
        return heading, t("targets.answer.none"), say.why(row, card)
    said = (
        t("targets.answer.worse", p=say.chance(p[1])) if p[1] is not None and p[1] < p[0] else t("targets.answer.alike")
    )
    like = targets.like_it(view, p[0])
    if like is None:
        return heading, say.chance(p[0]), said
    span, n = f"{like['class'].replace('-', '–')}%", words.number(like["n"])
    return (
        heading,
        say.chance(p[0]),
        said + t("targets.answer.before", span=span, n=n, share=words.percent(like["share_met"], 0)),
    )


def _units(met: Expected | None, among: str) -> tuple[str, str, str]:
    heading = t("targets.answer.units")
    if met is None or not met.of:
        return (
            heading,
            t("targets.answer.none"),
            t("targets.answer.units_none" if met is None else "targets.answer.units_no_chance"),
        )
    without = t("targets.answer.units_without", n=words.number(met.without)) if met.without else ""
    said = t("targets.answer.units_between", low=words.number(met.low), high=words.number(met.high))
    return (
        heading,
        t("targets.answer.units_of", n=words.number(round(met.n)), units=say.many(among, met.of)),
        said + without,
    )


def _asks(card: Row, row: Row, aim: float) -> tuple[str, str, str]:
    heading = t("targets.answer.asks")
    more = targets.more_cases(row, aim, card)
    if more is None:
        if row["value"] is None:
            return heading, t("targets.answer.none"), ""
        return (
            heading,
            say.change(aim - row["value"], card),
            t("targets.answer.no_cases", value=say.value(row["value"], card)),
        )
    key = "fewer" if card["direction"] == "down" else "more"
    said = t(
        "targets.answer.of_cases",
        what=say.counted(card),
        value=say.value(row["value"], card),
        n=words.number(row["cases"]),
    )
    return (
        heading,
        t(f"targets.answer.{key}", n=words.number(more))
        if more
        else t("targets.answer.nothing_fewer" if key == "fewer" else "targets.answer.nothing_more"),
        said,
    )


def _pace(view: Scope, card: Row, row: Row, aim: float) -> tuple[str, str, str]:
    heading = t("targets.answer.pace")
    needed, achieved = targets.pace(row, aim), targets.achieved(view, row)
    if needed is None:
        return heading, t("targets.answer.none"), ""
    done = (
        t("targets.answer.achieved", pace=say.change(achieved, card))
        if achieved is not None
        else t("targets.answer.no_year_before")
    )
    return heading, t("targets.answer.a_year", pace=say.change(needed, card)), done


def _remarks(card: Row, row: Row, aim: float) -> str:
    """Already met, beyond what was ever reached, or small numbers."""
    said = []
    sign = -1 if card["direction"] == "down" else 1
    if row["value"] is not None and sign * (row["value"] - aim) >= 0 and card["direction"] in ("up", "down"):
        now = {"value": say.value(row["value"], card), "quarter": words.quarter(row["last_quarter"])}
        said.append(t("targets.remark.met_now", **now) if row["reason"] else t("targets.remark.met_already", **now))
    if row["best"] is not None and row["reason"] != "YEAR_TO_DATE" and sign * (aim - row["best"]) > 0:
        said.append(
            t("targets.remark.beyond_best", best=say.value(row["best"], card), until=words.quarter(row["best_until"]))
        )
    if row["last_quarter"] != row["seen_from"]:
        said.append(
            t("targets.remark.old", last=words.quarter(row["last_quarter"]), seen=words.quarter(row["seen_from"]))
        )
    return "".join(f"<p class=xh-caption>{escape(line)}</p>" for line in said)
