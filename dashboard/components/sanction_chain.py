"""The chain a measure goes through: owed, checked, applied, fed back, with an effect; the four the plan names first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import polars as pl

from dashboard import words
from dashboard.access import ALL, Scope
from dashboard.components import figures, sanction_finding, tables
from dashboard.components import sanction_words as say
from dashboard.reads import sanction_steps as steps
from dashboard.reads import sanctions
from dashboard.reads.sanction_claims import DECIDING, Claim, Designs
from dashboard.words import t

Row = Mapping[str, Any]
DAYS = {"checked": "days_to_check", "applied": "days_to_apply", "fed_back": "days_to_feed_back"}
TAKEN = ("n_measures", "n_entities", *steps.APART, "n_owed", *(c for c in steps.STATES if c not in steps.APART))


@dataclass(frozen=True)
class Context:
    """What every line needs besides its own row."""

    view: Scope
    departments: Sequence[Row]
    effects: Mapping[str, Designs]
    claims: Mapping[str, Claim]


def show(context: Context, rows: Mapping[str, Row], codes: Sequence[str], together: Row) -> None:
    """`codes`: the measures first; `together`: all of them. The others wait in a fold."""
    view = context.view
    first = [code for code in codes if code != ALL]
    rest = [code for code in rows if code not in (*first, ALL)]
    lines = [_line(context, say.measure(view, code), rows.get(code), [code]) for code in first or rest]
    if len(first) > 1:
        lines.append(_line(context, t("sanctions.chain.together", n=len(first)), together, first))
    elif ALL in rows and len(rest) > 1:
        lines.append(_line(context, say.measure(view, ALL), rows[ALL], [ALL]))
    figures.show(
        _table(lines) + say.legend(),
        lambda: twin(view, rows),
        key="sanction_chain",
        heading=_heading(view, together, codes),
        caption=t("sanctions.chain.caption", view=say.described(view)),
        how=t("sanctions.chain.how"),
        view=view,
        shares=[say.head(f"{s}_{k}") for s in steps.STEPS for k in ("rate", "low", "high")],
        definitions={t(f"sanctions.define.{k}"): t(f"sanctions.define.{k}_is") for k in ("owed", "apart", "interval")},
    )


def others(context: Context, rows: Mapping[str, Row], codes: Sequence[str]) -> None:
    """The measures that are not among the first, and all together; sent once the fold is opened."""
    view = context.view
    rest = [code for code in rows if code not in (*codes, ALL)]
    if codes == [ALL] or not rest:
        return
    fold = tables.opened(t("sanctions.chain.others", n=len(rest)), "sanction_others_fold")
    if fold:
        every = [*rest, *([ALL] if ALL in rows else [])]
        fold.html(_table([_line(context, say.measure(view, code), rows[code], [code]) for code in every]))


def _table(lines: Sequence[str]) -> str:
    heads = "".join(
        f"<th scope=col>{say.head(c)}</th>" for c in ("measure", "owed", "stood", *steps.STEPS, "works", "breaks")
    )
    label = escape(t("sanctions.chain.label"), quote=True)
    body = "".join(lines)
    return f"<table class=xs-chain aria-label='{label}'><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _heading(view: Scope, together: Row, codes: Sequence[str]) -> str:
    """The weakest step in numbers."""
    state = steps.breaks(together)
    which = sanction_finding.which(view, codes)
    if state is None:
        return t("sanctions.chain.heading_whole", which=which)
    lost = {s: together.get(s) or 0 for s in steps.LOSSES}
    said = t("sanctions.finding.comma").join(t(f"sanctions.chain.{s}", n=words.number(n)) for s, n in lost.items() if n)
    return t("sanctions.chain.heading", which=which, said=said)


def _line(context: Context, name: str, row: Row | None, codes: Sequence[str]) -> str:
    """One measure, or several together: then without a verdict, which is a measure's own."""
    one = codes[0] if len(codes) == 1 and codes[0] != ALL else ""
    title = escape(name) + _clause(context.view, one)
    works = f"<td data-h='{say.head('works')}' class=c-works>{_works(context, one) if one else ''}</td>"
    if row is None:
        none = t("sanctions.nothing.measure")
        return f"<tr><th scope=row>{title}</th><td class='c-none xh-quiet' colspan=6>{none}</td>{works}<td></td></tr>"
    cells = {
        "owed": _owed(row),
        "stood": _stood(row),
        **{s: say.step(row, s, row.get(DAYS.get(s, ""))) for s in steps.STEPS},
    }
    cells["effect"] += _amount(row)
    done = "".join(f"<td data-h='{say.head(k)}' class=c-{k}>{html}</td>" for k, html in cells.items())
    broken = f"<td data-h='{say.head('breaks')}' class=c-breaks>{_breaks(context, row, codes)}</td>"
    return f"<tr class='{'' if one else 'sum'}'><th scope=row>{title}</th>{done}{works}{broken}</tr>"


def _clause(view: Scope, code: str) -> str:
    clause = sanctions.names(view).get(code, {}).get("clause")
    return f"<small>{escape(clause)}</small>" if clause else ""


def _works(context: Context, code: str) -> str:
    """The claim of the build, and the hazard ratio with its interval; no examination is said as such."""
    if code not in context.claims:
        return f"<span class=xh-quiet>{t('sanctions.nothing.works')}</span>"
    row = context.effects[code].get(DECIDING)
    said = ""
    if row and row["estimate"] is not None:
        said = f"<small class=d>{t('sanctions.effect.times', n=say.times(row['estimate']))} {say.between(row['low'], row['high'])}</small>"
    return say.chip(context.claims[code].claim) + said


def _owed(row: Row) -> str:
    """Events and, where they can be told apart, distinct entities."""
    n = row.get("n_entities")
    entities = "" if n is None else f"<small>{t('sanctions.entities', n=words.number(n))}</small>"
    return f"<b>{words.number(row['n_owed'])}</b>{entities}"


def _stood(row: Row) -> str:
    """The bar of what was owed, and beside it what is apart: neither done nor missed."""
    apart = [t(f"sanctions.apart.{c}", n=words.number(row[c])) for c in steps.APART if row.get(c)]
    beside = (
        f"<small>{escape(t('sanctions.apart.heading', what=t('sanctions.finding.comma').join(apart)))}</small>"
        if apart
        else ""
    )
    return (say.stack(row) if row["n_owed"] else f"<span class=xh-quiet>{t('sanctions.nothing.owed')}</span>") + beside


def _amount(row: Row) -> str:
    if not row.get("n_with_amount"):
        return ""
    return f"<small class=d>{escape(t('sanctions.amount', n=words.number(row['n_with_amount']), amount=say.yuan(row['amount'])))}</small>"


def _breaks(context: Context, row: Row, codes: Sequence[str]) -> str:
    state = steps.breaks(row)
    if state is None:
        return f"<span class=xh-quiet>{t('sanctions.nothing.breaks')}</span>"
    who = [_department(context.view, r, state) for r in sanction_finding.by_whom(context.departments, codes, state)]
    lost = t(f"sanctions.lost.{state}", n=words.number(row[state]))
    return f"<b class=xs-lostword>{escape(lost)}</b><small>{t('sanctions.finding.enum').join(who)}</small>"


def _department(view: Scope, row: Row, state: str) -> str:
    name = escape(words.named(row) or row["department_code"])
    link = f"<a class='xh-link xh-plain' href='{say.to(view, department=row['department_code'])}'>{name}</a>"
    return f"{link} {words.number(row[state])}"


def twin(view: Scope, rows: Mapping[str, Row]) -> pl.DataFrame:
    """Every measure with all its counts, shares and intervals."""
    return say.twin([{say.head("measure"): say.measure(view, code), **exported(row)} for code, row in rows.items()])


def exported(row: Row) -> dict[str, Any]:
    """Counts, then each step's share with its interval, then medians and amounts, under their headings."""
    return {
        **say.headed(row, *TAKEN, "n_applied_late"),
        **say.headed(row, *(f"{s}_{k}" for s in steps.STEPS for k in ("x", "n", "rate", "low", "high"))),
        **say.headed(row, "n_effect_complied", "n_effect_partly", "n_effect_none", "n_in_force", "n_ended"),
        **say.headed(row, *DAYS.values(), "n_with_amount", "amount"),
    }
