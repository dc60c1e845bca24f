"""The evidence block of one verdict: each signal with its number, the rule that fired, and whether it may be named."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboard import theme, words
from dashboard.components import evidence, grounds, notes
from dashboard.components.pace import needed
from dashboard.words import t

Row = Mapping[str, Any]
MARKED = {"V": "change_mark", "A": "assurance_mark"}


def show(card: Row, now: Row | None) -> None:
    """The block of the chosen quarter; nothing where nothing was stored or the figure is suppressed."""
    if now is None or not now["code"] or (now["blank"] and now["blank"] != "not_returned"):
        return
    row = {**card, **now}
    lines = [_line(row, letter) for letter in evidence.SIGNALS]
    if row["word"] in ("lagging", "watch") and (row["n_held_to_it"] or 0) > 1:
        lines.append(_cells(t("verdict.share"), "", escape(evidence.shared(row))))
    if row["word"] == "lagging":
        lines.append(_cells(t("verdict.naming"), "", escape(naming(row))))
    lines.append(_rule(row))
    body = "".join(f"<tr>{cells}</tr>" for cells in lines if cells)
    st.html(
        notes.section_html(t("verdict.evidence"), t("verdict.evidence_caption"))
        + f"<div class='xh-scroll xh-more' tabindex=0><table class='xh-table xf-evidence'><tbody>{body}</tbody></table></div>"
    )


def _cells(name: str, state: str, said: str, css: str = "") -> str:
    return f"<th scope=row>{escape(name)}</th><td{css}>{state}</td><td>{said}</td>"


def _line(row: Row, letter: str) -> str:
    code, name = evidence.signal(row, letter), t(f"verdict.signal.{letter}")
    said = escape(_number(row, letter))
    if letter == "D" and code is None:
        return _cells(name, escape(t("verdict.fit")), said)
    if letter == "P" and row["peer_group"]:
        said += f" <a class='xh-link xh-plain' href=departments>{escape(t('verdict.to_departments'))}</a>"
    if code is None:
        return _cells(name, f"<span class=xf-quiet>{escape(t('verdict.not_known'))}</span>", said)
    mark = row.get(MARKED.get(letter, ""))
    sign = f"{theme.SIGNS[mark]} " if mark else ""
    return _cells(name, f"<b>{code}</b> {sign}{escape(t(f'verdict.state.{code}'))}", said)


def _number(row: Row, letter: str) -> str:
    """What stands behind a signal."""
    if letter == "T":
        return grounds.standing(row)
    if letter == "V":
        return evidence.change(row, with_limits=True)
    if letter == "F":
        return t("evidence.semicolon").join(part for part in (evidence.forecast(row), pace(row)) if part)
    if letter == "D":
        if row["value"] is None:
            return grounds.standing(row)
        n = row["judged_n"]
        return t("verdict.reported", n=words.number(n)) if n is not None else t("verdict.counted")
    return {"P": evidence.peers, "A": evidence.assurance}[letter](row)


def pace(row: Row) -> str:
    """Achieved against required a year; empty where nothing is required."""
    achieved = row["pace_achieved"]
    if row["pace_required"] is None or evidence.is_past(row):
        return ""
    got = words.change(achieved, row["unit"]) if achieved is not None else t("verdict.pace_unknown")
    return t("verdict.pace", achieved=got, required=needed(row, row["unit"]))


def naming(row: Row) -> str:
    """Whether a 滞后 may be named, with the three numbers that say so."""
    if evidence.is_whole(row):
        return t("verdict.whole")
    n_cases = row["judged_n"]
    return t(
        "verdict.named" if row["is_nameable"] else "verdict.unnamed",
        n=row["n_lagging_of_three"] or 0,
        cases=words.number(n_cases),
        q=evidence.q(row["q_named"]),
    )


def _rule(row: Row) -> str:
    number, code = row["rule_number"], row["code"]
    if number is None:
        return ""
    name = t("verdict.rule_over") if number == 0 else t("verdict.rule_line", number=number)
    link = f" <a class='xh-link xh-plain' href=methods>{escape(t('verdict.to_methods'))}</a>"
    said = escape(t("verdict.code_line", code=code, word=grounds.word(row)))
    return _cells(name, escape(t(f"verdict.rule.{number}_{code}")), said + link)
