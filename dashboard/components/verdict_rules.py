"""How a verdict is reached, generated from the code that reaches it: decision table, signals, least data, and the proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from dashboard import theme, words
from dashboard.components import download, evidence, grounds, notes, tables
from dashboard.components.headline import chip
from dashboard.components.rulebook import told_once
from dashboard.components.tables import Column
from dashboard.reads import methods
from dashboard.words import t

Row = Mapping[str, Any]
STATES = {
    "D": ("D1", "DN", "D2", "D3"),
    "T": ("T0", "T1", "T2", "T3", "T4"),
    "P": ("P0", "P1", "P2", "P3", "P4"),
    "V": ("V1", "V2", "V3"),
    "A": ("A1", "A2", "A3"),
    "F": ("F1", "F2", "F3"),
}
MARKED = {"V1": "improving", "V2": "steady", "V3": "worsening", "A1": "pass", "A2": "hit_and_miss", "A3": "fail"}
PARTS = ("null", "lagging", "change", "forecast", "power")
EFFECT_PARTS = ("coverage", "false", "power", "naive")
CLAIMED = {"proof": ("null", "lagging", "change"), "effect_proof": ("coverage", "false")}


@told_once
def table() -> str:
    """The decision table, line by line as it is applied."""
    columns = [
        Column("", _number, "right"),
        Column(t("methods.step.rule"), lambda r: t(f"verdict.rule.{r['number']}_{r['code']}")),
        Column(t("methods.step.code"), lambda r: f"<code>{r['code']}</code>", "html"),
        Column(t("methods.step.word"), lambda r: chip(r["word"], grounds.word({**r, "is_nameable": True})), "html"),
    ]
    told = "".join(f"<p class=xh-text>{escape(t(f'methods.{k}'))}</p>" for k in ("target_note", "nameable_note"))
    return (
        notes.section_html(t("methods.judging"), t("methods.judging_caption"))
        + tables.html(methods.verdicts(), columns)
        + told
    )


def _number(row: Row) -> str:
    return str(row["number"]) if row["number"] else t("verdict.rule_over")


@told_once
def signals() -> str:
    """The six signals: their states, how each is computed, and by whose method."""
    columns = [
        Column(
            t("methods.step.signal"),
            lambda letter: f"<span class=xh-one><b>{letter}</b> {escape(t(f'verdict.signal.{letter}'))}</span>",
            "html",
        ),
        Column(t("methods.step.states"), _states, "html"),
        Column(t("methods.step.how"), lambda letter: t(f"methods.signal.{letter}")),
        Column(t("methods.step.source"), lambda letter: t(f"methods.signal_source.{letter}")),
    ]
    return notes.section_html(t("methods.signals"), t("methods.signals_caption")) + tables.html(
        evidence.SIGNALS, columns
    )


def _states(letter: str) -> str:
    lines = (
        f"<b>{s}</b> {theme.SIGNS[MARKED[s]] + ' ' if s in MARKED else ''}{escape(t(f'verdict.state.{s}'))}"
        for s in STATES[letter]
    )
    return "<br>".join(lines)


@told_once
def minimums() -> str:
    """How much data each part asks for, and what is said where there is less."""
    columns = [
        Column(t("methods.step.part"), lambda r: t(f"methods.least.{r['part']}")),
        Column(t("methods.step.least"), lambda r: t(f"methods.least_of.{r['part']}", n=r["n"]), "right"),
        Column(t("methods.step.otherwise"), lambda r: t(f"methods.least_else.{r['part']}")),
    ]
    rows = [{"part": part, "n": n} for part, n in methods.minimums().items()]
    return notes.section_html(t("methods.minimums")) + tables.html(rows, columns)


def proof() -> download.Offer | None:
    """The simulation in a fold: what was measured, its Monte Carlo error, and what it is held to."""
    return _proof("proof", methods.proof(), PARTS)


def effect_proof() -> download.Offer | None:
    """The same for what is claimed of a measure."""
    return _proof("effect_proof", methods.effect_proof(), EFFECT_PARTS)


def _proof(name: str, found: Row | None, parts: Sequence[str]) -> download.Offer | None:
    if found is None:
        notes.section(t(f"methods.{name}"), t(f"methods.{name}_none"))
        return None
    rows = list(found["row"])
    said = {"day": words.day(found["run_on"]), "n": words.number(found["runs"]), "command": found["command"]}
    caption = t(f"methods.{name}_caption", **said)
    notes.block(notes.section_html(t(f"methods.{name}"), caption) + _claims(name, f"{found['run_on']} {len(rows)}"))
    columns = _proof_columns()
    box = tables.opened(t("methods.proof_all", n=len(rows)), name)
    if box is not None:
        with box:
            for part in parts:
                _part(part, [r for r in rows if r["part"] == part], columns)
    return download.Offer(name, t(f"methods.{name}"), lambda: tables.frame(rows, columns), caption)


@told_once
def _claims(name: str, _: str) -> str:
    """What is held to something, of one run of the simulation."""
    found = {"proof": methods.proof, "effect_proof": methods.effect_proof}[name]()
    claims = [r for r in (found or {"row": []})["row"] if r.get("target") is not None and r["part"] in CLAIMED[name]]
    return tables.html(claims, _proof_columns(), caption=t(f"methods.{name}"))


def _part(part: str, rows: Sequence[Row], columns: Sequence[Column]) -> None:
    if rows:
        notes.caption(t(f"methods.proof_part.{part}"))
        tables.show(rows, columns)


def _proof_columns() -> list[Column]:
    return [
        Column(t("methods.step.case"), lambda r: words.pick(r, "case")),
        Column(t("methods.step.what"), lambda r: words.pick(r, "what")),
        Column(t("methods.step.value"), lambda r: words.percent(r["value"], 2), "right"),
        Column(
            t("methods.step.error"), lambda r: f"±{words.percent(r['se'], 2)}" if r["se"] is not None else "", "right"
        ),
        Column(
            t("methods.step.target"),
            lambda r: words.percent(r["target"]) if r.get("target") is not None else "",
            "right",
        ),
        Column(t("methods.step.holds"), _holds),
        Column(t("methods.step.runs"), lambda r: words.number(r["runs"]), "right"),
    ]


def _holds(row: Row) -> str:
    held = row.get("holds")
    return "" if held is None else t("methods.step.yes" if held else "methods.step.no")
