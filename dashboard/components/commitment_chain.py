"""The chain of a promise: signed, published; fallen due, checked, kept or broken, acted on, recorded. And where it breaks."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from dashboard import words
from dashboard.access import Scope
from dashboard.components import commitment_words as say
from dashboard.components import notes
from dashboard.components.headline import chip
from dashboard.reads import commitments
from dashboard.reads.commitment_rows import PROMISED
from dashboard.words import t

Row = Mapping[str, Any]


def finding(view: Scope, promised: Row | None, looked: Row | None, talked: Row | None) -> str:
    """The page's title: how much was signed, where the chain is weakest, and the two other questions in a clause each."""
    parts = []
    if promised and promised["n_signed"]:
        parts.append(t("commitments.finding.signed", n=words.number(promised["n_signed"])))
    weakest = commitments.weakest(promised)
    if promised and weakest:
        x, n = (words.number(promised[c]) for c in PROMISED[weakest])
        share = words.percent(promised[f"{weakest}_rate"])
        parts.append(t("commitments.finding.weakest", step=say.step(weakest), share=share, x=x, n=n))
    if looked and looked["n_matters"]:
        parts.append(t("commitments.finding.checked", share=words.percent(looked["M06-1_rate"])))
    if talked and talked["n_due"]:
        parts.append(t("commitments.finding.talks", share=words.percent(talked["M22-1_rate"])))
    joined = t("commitments.finding.joint").join(parts)
    none = "commitments.finding.none" if promised is looked is talked is None else "commitments.finding.quiet"
    return say.here(view) + (joined if parts else t(none))


def show(view: Scope, row: Row, judged: Mapping[str, Row], limit: Row | None, chosen: str) -> None:
    """Two groups of boxes: what was signed in the quarter, and what came to be judged in it."""
    weakest = commitments.weakest(row)

    def box(code: str, lost: str) -> str:
        return _box(view, row, code, judged.get(code), lost, is_weak=code == weakest, is_on=code == chosen)

    unpublished, unchecked, unhandled, unshared = (
        row[n] - row[x] for x, n in (PROMISED[c] for c in ("M01-2", "M01-7", "M01-9", "M01-8"))
    )
    signed = _start("signed", row["n_signed"], _signed_note(row)) + box(
        "M01-2", t("commitments.lost.published", n=words.number(unpublished)) + _within(limit)
    )
    due = (
        _start("due", row["n_due"], _due_note(row))
        + box("M01-7", t("commitments.lost.checked", n=words.number(unchecked)))
        + _outcome(view, row, judged, chosen)
        + box("M01-9", t("commitments.lost.handled", n=words.number(unhandled)))
        + box("M01-8", t("commitments.lost.shared", n=words.number(unshared)))
    )
    notes.block(
        f"<div class=xc-chain><section><h3>{t('commitments.group.signed')}</h3><ol>{signed}</ol></section>"
        f"<section><h3>{t('commitments.group.due')}</h3><ol>{due}</ol></section></div>"
        + notes.how_to_read_html(t("commitments.how.chain"))
    )


def _start(key: str, n: int, note: str) -> str:
    return (
        f"<li class=start><span class=k>{t(f'commitments.start.{key}')}</span><b class=v>{words.number(n)}</b>"
        f"<span class=n>{t('commitments.copies')}</span><small>{escape(note)}</small></li>"
    )


def _signed_note(row: Row) -> str:
    return t(
        "commitments.note.signed", running=words.number(row["n_running"]), without=words.number(row["n_without_term"])
    )


def _due_note(row: Row) -> str:
    """What is due a check; what ended since the office last sent anything is not known to be unchecked."""
    n = row["n_unreported"]
    return t("commitments.note.due") + (t("commitments.note.unreported", n=words.number(n)) if n else "")


def _within(limit: Row | None) -> str:
    """Publication within the plan's days, as its clock counts; where the plan sets none, that is said."""
    if limit is None or limit["days_least"] is None:
        return t("commitments.limit.none")
    if not limit["n_due"]:
        return t("commitments.limit.open", days=limit["days_least"])
    counts = words.fraction(limit["n_in_time"], limit["n_due"])
    return t(
        "commitments.limit.kept", days=limit["days_least"], share=words.percent(limit["n_in_time"] / limit["n_due"]), counts=counts
    )  # fmt: skip


def _box(view: Scope, row: Row, code: str, judged: Row | None, lost: str, *, is_weak: bool, is_on: bool) -> str:
    x, n = (row[c] for c in PROMISED[code])
    css = " ".join(c for c, wanted in (("step", True), ("weak", is_weak), ("on", is_on)) if wanted)
    link = _link(view, code, say.step(code), is_on=is_on)
    weak = f"<em>{t('commitments.weakest')}</em>" if is_weak else ""
    if not n:
        none = t(f"commitments.nothing.{say.under(code)}")
        return f"<li class='{css}'><span class=k>{link}</span><b class=v>{words.NONE}</b><small>{escape(none)}</small></li>"
    return (
        f"<li class='{css}'><span class=k>{link}{weak}</span><b class=v>{words.percent(row[f'{code}_rate'])}</b>"
        f"<span class=n>{words.fraction(x, n)}</span>{say.bar(row, code)}<small>{escape(lost)}<br>"
        f"{escape(t('common.ci95', interval=words.interval(row[f'{code}_low'], row[f'{code}_high'])))}</small>{_word(judged)}</li>"
    )


def _word(judged: Row | None) -> str:
    """The judgement where the plan has a target for it."""
    return chip(judged["word"]) if judged and judged["word"] and judged["target"] is not None else ""


def _outcome(view: Scope, row: Row, judged: Mapping[str, Row], chosen: str) -> str:
    """Kept and broken side by side, of those with an outcome; below, the rate kept of all that fell due."""
    code, n = "M01-6", row["n_found"]
    head = f"<span class=k>{_link(view, code, t('commitments.outcome'), is_on=code == chosen)}</span>"
    css = "step on" if code == chosen else "step"
    if not n:
        none = t("commitments.nothing.M01_6")
        return f"<li class='{css}'>{head}<b class=v>{words.NONE}</b><small>{escape(none)}</small></li>"
    counts = words.fraction(*(row[c] for c in PROMISED[code]))
    of_due = t("commitments.kept_of_due", share=words.percent(row["M01-6_rate"]), counts=counts) if row["n_due"] else ""
    without = row["n_found_without_term"]
    more = t("commitments.without_term", n=words.number(without)) if without else ""
    return (
        f"<li class='{css}'>{head}<b class=v>{words.percent(row['kept_rate'])}</b>"
        f"<span class=n>{words.fraction(row['n_kept'], n)}</span>"
        + say.stack([("kept", row["n_kept"], "done"), ("broken", row["n_broken"], "lost")])
        + f"<small>{escape(of_due)}{escape(more)}</small>{_word(judged.get(code))}</li>"
    )


def _link(view: Scope, code: str, name: str, *, is_on: bool) -> str:
    now = " aria-current=true" if is_on else ""
    return f"<a class=xh-link href='{say.to(view, code)}'{now}>{escape(name)}</a>"
