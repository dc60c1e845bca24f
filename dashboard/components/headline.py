"""The number a page is about: value, counts, interval, target, pace, judgement and its grounds, in one block."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboard import theme, words
from dashboard.components import grounds
from dashboard.components.pace import needed
from dashboard.words import t

Row = Mapping[str, Any]


def chip(word: str | None, label: str = "") -> str:
    """Sign, word and colour of a verdict as HTML; `label` in place of the word where it says more."""
    code = word or "no_target"
    said = escape(label or words.judgement(word))
    return f"<span class='xh-chip xh-{code}'><i>{theme.mark(word).sign}</i>{said}</span>"


def verdict(row: Row) -> str:
    """The chip of a row of stat_judgement: 滞后（待核） where it may not be named, 达标（无目标） where nothing was promised."""
    return chip(row["word"], grounds.word(row))


def marks(row: Row) -> str:
    """Two marks beside the word, never one colour: does it change, and can it reach the level asked for? Each where known."""
    return "".join(
        f"<abbr title='{escape(t(f'common.{kind}.{said}'), quote=True)}'>{theme.SIGNS[said]}</abbr>"
        for kind, said in (("change", row.get("change_mark")), ("assurance", row.get("assurance_mark")))
        if said
    )


def _marks_told(row: Row) -> str:
    """The two marks with their meaning written out: here is the room."""
    said = (("change", row.get("change_mark")), ("assurance", row.get("assurance_mark")))
    told = "".join(f"<span>{theme.SIGNS[s]} {escape(t(f'common.{kind}.{s}'))}</span>" for kind, s in said if s)
    return f"<span class=xf-marks>{told}</span>" if told else ""


def finding(card: Row, now: Row | None) -> str:
    """The page's title: the indicator, where it stands, and what that means."""
    name = words.named(card)
    if now is None or now["value"] is None:
        return t(
            "indicator.finding_blank",
            name=name,
            blank=words.blank(now["blank"] if now and now["blank"] else "not_returned"),
        )
    return t("indicator.finding", name=name, value=words.value(now["value"], card["unit"]), word=grounds.word(now))


def show(card: Row, now: Row | None, targets: list[Row], *, is_over: bool) -> None:
    """Value, grounds and facts of one judgement; `targets` are the dated targets that hold here."""
    st.html(_value(card, now) + _grounds(card, now, is_over=is_over) + _facts(card, now, targets, is_over=is_over))


def _value(card: Row, now: Row | None) -> str:
    if now is None or now["value"] is None:
        blank = words.blank(now["blank"] if now and now["blank"] else "not_returned")
        return f"<div class='xf-head'><span class='xf-value'>{escape(blank)}</span>{chip('insufficient')}</div>"
    counts = words.fraction(now["numerator"], now["denominator"])
    return (
        f"<div class='xf-head'><span class='xf-value'>{escape(words.value(now['value'], card['unit']))}</span>"
        f"<span class='xf-counts'>{counts}</span>{verdict(now)}{_marks_told(now)}</div>"
    )


def _grounds(card: Row, now: Row | None, *, is_over: bool) -> str:
    said = grounds.sentence({**card, **now}) if now else t("grounds.NOT_REPORTED")
    note = (
        t("indicator.over_note")
        if is_over
        else t("indicator.otherwise", said=grounds.otherwise({**card, **(now or {})}))
    )
    word = (now and now["word"]) or "no_target"
    return f"<div class='xf-grounds b-{word}'>{escape(said)}<small>{escape(note)}</small></div>"


def _facts(card: Row, now: Row | None, targets: list[Row], *, is_over: bool) -> str:
    lines = {
        t("indicator.last_target" if is_over else "indicator.target_in_force"): in_force(now, card["unit"], targets)
    }
    if now and now["value"] is not None:
        unit = card["unit"]
        lines |= {
            t("indicator.interval"): escape(words.interval(now["low"], now["high"], unit)),
            t("indicator.expected"): "" if is_over else _expected(now, unit),
            t("indicator.pace"): "" if is_over else _pace(now, unit),
            t("indicator.floor"): escape(grounds.target(now["floor"], now["comparator"], unit))
            if now["floor"] is not None
            else "",
            t("indicator.previous"): _previous(now, unit),
        }
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{text}</dd>" for name, text in lines.items() if text)
    return f"<dl class='xf-facts'>{rows}</dl>"


def in_force(now: Row | None, unit: str, targets: list[Row]) -> str:
    """The target in force with its date; what the plan only directs or implies is said in words, never as a number."""
    if now and now["target"] is not None:
        day = t("indicator.by", day=words.day(now["target_on"])) if now["target_on"] else ""
        return f"<b>{escape(grounds.target(now['target'], now['comparator'], unit))}</b> {escape(day)}{_standing(now, targets)}"
    if now and now["floor"] is not None:
        return f"{escape(t('indicator.all_passed'))} <b>{escape(grounds.target(now['floor'], now['comparator'], unit))}</b>"
    worded = [row for row in targets if row["value"] is None]
    if worded:
        return (
            escape(t(f"indicator.kind.{worded[0]['kind']}"))
            + f"<div class='xf-quote'>{escape(worded[0]['quote'] or '')}</div>"
        )
    return escape(t("indicator.no_target_here"))


def _standing(now: Row, targets: list[Row]) -> str:
    """Force, clause and whether the target is invented, from the entry of the same date and value."""
    own = [row for row in targets if row["target_on"] == now["target_on"] and row["value"] == now["target"]]
    if not own:
        return ""
    parts = [t(f"indicator.force.{own[0]['force']}") if own[0]["force"] else "", own[0]["clause"] or ""]
    demo = f" <strong class='xh-demo'>{t('common.demo')}</strong>" if own[0]["is_demo"] else ""
    return f"<span class='xf-quiet'> · {escape(' · '.join(p for p in parts if p))}</span>{demo}"


def _expected(now: Row, unit: str) -> str:
    if now["expected"] is None:
        return escape(t("indicator.no_line"))
    ahead = words.change(now["value"] - now["expected"], unit)
    return f"{escape(words.value(now['expected'], unit))} <span class='xf-quiet'>({escape(ahead)})</span>"


def _pace(now: Row, unit: str) -> str:
    """Needed against achieved, points (or units) a year."""
    required, achieved = now["pace_required"], now["pace_achieved"]
    parts = []
    if required is not None:
        parts.append(needed(now, unit))
    parts.append(
        t("indicator.achieved_pace", pace=words.change(achieved, unit))
        if achieved is not None
        else t("indicator.no_year_before")
    )
    return escape(t("indicator.pace_joint").join(parts))


def _previous(now: Row, unit: str) -> str:
    if now["previous_value"] is None:
        return ""
    change = words.change(now["value"] - now["previous_value"], unit)
    return f"{escape(words.value(now['previous_value'], unit))} → {escape(change)} {chip(now['previous_word'])}"
