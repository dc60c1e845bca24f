"""What every block of the page `rights` says the same way: a defect, a part of it, an office, a rule with its mark, a count of many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from dashboard import theme, words
from dashboard.access import ALL, Scope
from dashboard.components import filters
from dashboard.reads import rights, shell
from dashboard.words import t

Row = Mapping[str, Any]
# Defects that rest on our own convention of what "promptly" means.
BY_CONVENTION = ("while_disputed", "wrongly_listed", "repaired_public", "repaired_measured", "after_exit")
# What the chosen plan itself orders, and where; the other rules are the nation's or the record's own.
CLAUSES = {
    "while_disputed": {"jiangxi-2020": "（三十二）"}, "wrongly_listed": {"jiangxi-2020": "（三十二）"},
    "repaired_public": {"jiangxi-2020": "（二十六）"}, "repaired_measured": {"jiangxi-2020": "（二十六）"},
}  # fmt: skip
MARKS = {"standing": "lagging", "was": "watch", "none": "met", "blank": "insufficient"}


def name(defect: str) -> str:
    """A defect in words."""
    return t(f"rights.defect.{defect}")


def part(view: Scope, defect: str, code: str) -> str:
    """A part of a defect: a measure, a rule of publication, a list; as it is written where nobody names it."""
    if defect in rights.OF_MEASURES:
        return words.named(rights.measures(view).get(code, {})) or code
    if defect in ("published_too_long", "repaired_early"):
        return degree(next((r for r in rights.periods(view) if r["rule"] == code), {"severity": code}))
    key = f"rights.part.{code}"
    return t(key) if words.has(key) else code


def degree(row: Row) -> str:
    """A degree of the rules of publication: 一般."""
    key = f"rights.degree.{row['severity']}"
    return t(key) if words.has(key) else row["severity"]


def here(view: Scope) -> str:
    """Region and department in front of a title; nothing for the whole jurisdiction."""
    parts = [filters.region_name(view)] if view.region != shell.plan(view).get("region_code") else []
    parts += [filters.department_name(view)] if view.department != ALL else []
    return t("flags.comma").join(parts) + t("flags.colon") if parts else ""


def department(view: Scope, code: str) -> str:
    """A department by name, as a link that names only what it changes: inside xh-more the script adds the rest."""
    said = escape(words.named(shell.department_names(view).get(code, {})) or code)
    return f"<a class=xh-link href='rights?department={code}'>{said}</a>"


def offices(view: Scope, defect: str, most: int = 2) -> str:
    """The departments that answer for a defect, most cases first, each with how many."""
    every = rights.of_departments(view)
    wanted = every if view.department == ALL else {view.department: every.get(view.department, {})}
    found = [(rows[defect]["n"], code) for code, rows in wanted.items() if rows.get(defect, {}).get("n")]
    ranked = sorted(found, key=lambda pair: (-pair[0], pair[1]))
    said = t("flags.comma").join(f"{department(view, code)} {words.number(n)}" for n, code in ranked[:most])
    if len(ranked) <= most:
        return said
    # Chinese tells how many there are, English how many more
    n = len(ranked) if words.language() == "zh" else len(ranked) - most
    return f"{said} <small>{t('common.and_others', n=n)}</small>"


def chip(state: str) -> str:
    """A state with sign and colour; its word is ours, so that no reader takes it for a judgement."""
    like = MARKS[state]
    return f"<span class='xh-chip xh-{like}'><i>{theme.mark(like).sign}</i>{t(f'rights.state.{state}')}</span>"


def rule(view: Scope, defect: str) -> str:
    """What forbids it, with a mark where the source is still to be checked or the days are our own convention."""
    marks = []
    if is_unverified(view, defect):
        marks.append(t("common.unverified"))
    if defect in CLAUSES and view.plan not in CLAUSES[defect]:
        marks.append(t("rights.no_clause"))
    if defect in BY_CONVENTION:
        grace = rights.rules(view).get("rights_grace_days", {}).get("days")
        marks.append(t("rights.convention", days=words.number(grace)))
    return escape(rule_text(view, defect)) + "".join(f" <b class=xr-mark>{escape(m)}</b>" for m in marks)


def rule_text(view: Scope, defect: str) -> str:
    """The rule in words, with the clause of the chosen plan where it has one."""
    clause = CLAUSES.get(defect, {}).get(view.plan)
    by = t("rights.by_plan", plan=words.pick(shell.plan(view), "short"), clause=clause) if clause else ""
    return t(f"rights.rule.{defect}") + by


def is_unverified(view: Scope, defect: str) -> bool:
    """Whether a text behind a defect has not been checked against its source."""
    if defect == "after_exit":  # everybody says so, and no text was found
        return True
    if defect == "outside_catalogue":
        return any(not r["is_source_verified"] for r in rights.catalogue(view))
    if defect not in ("published_too_long", "repaired_early"):
        return False
    used = {r["part"] for r in rights.parts(view).get(defect, [])}
    return any(r["rule"] in used and not r["is_source_verified"] for r in rights.periods(view))


def share(row: Row, x: str, n: str, low: str, high: str) -> str:
    """A share for a table cell: x/n, per cent, interval as a thin bar; few cases say so."""
    if not row[n]:
        return f"<span class=xh-quiet>{words.blank('not_applicable')}</span>"
    few = f" <small>{t('rights.few')}</small>" if row[n] < rights.FEW else ""
    return f"{words.percent(row[x] / row[n])} <small>{words.fraction(row[x], row[n])}</small>{few}{whisker(row[low], row[high])}"


def whisker(low: float | None, high: float | None) -> str:
    """The interval on a line from 0 to 100 %."""
    if low is None or high is None:
        return ""
    return f"<i class=xc-w><i style=left:{low * 100:.0f}%;right:{100 - high * 100:.0f}%></i></i>"


def lines(rows: Sequence[tuple[str, int, int, float | None, float | None]]) -> str:
    """Shares one below the other: name, x, n, low, high."""
    return f"<table class=xc-lines><tbody>{''.join(_line(*row) for row in rows)}</tbody></table>"


def _line(key: str, x: int, n: int, low: float | None, high: float | None) -> str:
    said = escape(t(f"rights.line.{key}"))
    if not n:
        return f"<tr><th scope=row>{said}</th><td></td><td class=r><span class=xh-quiet>{words.blank('not_applicable')}</span></td></tr>"
    span = "" if low is None or high is None else f"<u style='left:{low * 100:.1f}%;right:{100 - high * 100:.1f}%'></u>"
    bar = f"<span class=xc-bar><i style='width:{x / n * 100:.1f}%'></i>{span}</span>"
    value = f"<b>{words.percent(x / n)}</b> <small>{words.fraction(x, n)}</small>"
    return f"<tr><th scope=row>{said}</th><td class=b>{bar}</td><td class=r>{value}</td></tr>"


def stack(parts: Sequence[tuple[str, int, str]]) -> str:
    """Parts of a whole (key, count, look) as one bar with its legend; looks: done, follow, late, lost, open, blank."""
    kept = [(t(f"rights.piece.{key}"), n, look) for key, n, look in parts if n]
    bars = "".join(f"<i class='xc-{look}' style='flex:{n}'></i>" for _, n, look in kept)
    legend = "".join(
        f"<li><i class='xc-{look}'></i>{escape(said)} <b>{words.number(n)}</b></li>" for said, n, look in kept
    )
    return f"<div class=xc-stack aria-hidden=true>{bars}</div><ul class=xc-legend>{legend}</ul>"


def facts(pairs: Sequence[tuple[str, str]]) -> str:
    """A few figures in words, name and value."""
    return f"<dl class='xf-facts xr-facts'>{''.join(f'<dt>{escape(k)}</dt><dd>{v}</dd>' for k, v in pairs)}</dl>"


def head(key: str) -> str:
    """A heading of this page's tables."""
    return t(f"rights.head.{key}")
