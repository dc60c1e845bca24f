"""Beside the chain: how matters were taken, credit looked up before deciding, talks held. One finding, one bar, a few shares each."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from dashboard import words
from dashboard.access import Scope
from dashboard.components import commitment_words as say
from dashboard.components import notes
from dashboard.reads.commitment_rows import LOOKED, PROMISED, TALKED
from dashboard.words import t

Row = Mapping[str, Any]


def show(
    view: Scope, promised: Row | None, looked: Row | None, talked: Row | None, judged: Mapping[str, Row], chosen: str
) -> None:
    """Three columns; on a phone one below the other."""
    inner = (
        _handling(view, promised, chosen)
        + _looked(view, looked, judged, chosen)
        + _talked(view, talked, judged, chosen)
    )
    notes.block(f"<div class='xh-columns xc-panels'>{inner}</div>")


def _panel(key: str, finding: str, body: str) -> str:
    head = f"<h2 class=xh-section>{escape(finding)}</h2><p class=xh-caption>{t(f'commitments.caption.{key}')}</p>"
    return f"<section>{head}{body}{notes.how_to_read_html(t(f'commitments.how.{key}'))}</section>"


def _none(key: str, judged: Mapping[str, Row], codes: tuple[str, ...]) -> str:
    """No record: what the departments returned of it stands in its place, and is called a return."""
    told = [judged[c] for c in codes if c in judged and judged[c]["value"] is not None]
    returned = "".join(
        f"<li>{escape(words.named(r))} <b>{words.value(r['value'], r['unit'])}</b> "
        f"<small class=xh-quiet>{words.fraction(r['numerator'], r['denominator'])} · {t('commitments.returned')}</small></li>"
        for r in told
    )
    said = notes.quiet(t(f"commitments.none.{key}"))
    return said + (f"<ul class=xf-within>{returned}</ul>" if returned else "")


def _handling(view: Scope, row: Row | None, chosen: str) -> str:
    if row is None or not row["n_signed"]:
        return _panel("handling", t("commitments.handling.nothing"), notes.quiet(t("commitments.none.chain")))
    if not row["n_with_handling"]:
        return _panel("handling", t("commitments.handling.none"), notes.quiet(t("commitments.none.handling")))
    share = words.percent(row["M01-5_rate"])
    finding = t("commitments.handling.finding", share=share, n=words.number(row["n_papers_to_follow"]))
    parts = [
        ("at_once", row["n_at_once"], "done"),
        ("papers_to_follow", row["n_papers_to_follow"], "follow"),
        ("ordinary", row["n_ordinary"], "open"),
    ]
    shares = {code: PROMISED[code] for code in ("M01-5", "M02-1-C", "M02-2")}
    papers = t(
        "commitments.handling.papers", late=words.number(row["n_papers_late"]), missing=words.number(row["n_papers_missing"]),
        open=words.number(row["n_papers_open"]),
    )  # fmt: skip
    follow = notes.quiet(papers) if row["n_papers_to_follow"] else ""
    return _panel("handling", finding, say.stack(parts) + say.lines(view, row, shares, chosen) + follow)


def _looked(view: Scope, row: Row | None, judged: Mapping[str, Row], chosen: str) -> str:
    if row is None or not row["n_matters"]:
        return _panel("checks", t("commitments.checks.none"), _none("checks", judged, ("M06-1", "M05-1")))
    parts = [
        ("before", row["n_checked_before"], "done"),
        ("after", row["n_checked_after"], "late"),
        ("unchecked", row["n_unchecked"], "lost"),
    ]
    missed = row["n_checked_after"] + row["n_unchecked"]
    finding = t(
        "commitments.checks.finding" if missed else "commitments.checks.finding_all",
        n=words.number(row["n_matters"]),
        missed=words.number(missed),
    )
    shares = {code: LOOKED[code] for code in ("M06-1", "M06-2", "M06-3", "M05-1")}
    note = t("commitments.checks.same_day", n=words.number(row["n_checked_same_day"]))
    return _panel("checks", finding, say.stack(parts) + say.lines(view, row, shares, chosen) + notes.quiet(note))


def _talked(view: Scope, row: Row | None, judged: Mapping[str, Row], chosen: str) -> str:
    if row is None or not row["n_held"]:
        return _panel("talks", t("commitments.talks.none"), _none("talks", judged, ("M22-1", "M22-5")))
    parts = [
        ("in_time", row["n_in_time"], "done"), ("late_done", row["n_late_done"], "late"), ("late_open", row["n_late_open"], "lost"),
        ("inside", row["n_open_inside"] + row["n_done_inside"], "open"), ("without_limit", row["n_without_limit"], "blank"),
        ("unreported", row["n_unreported"], "blank"),
    ]  # fmt: skip
    past = words.number(row["n_late_open"])
    finding = t(
        "commitments.talks.finding" if row["n_late_open"] else "commitments.talks.finding_all",
        n=words.number(row["n_held"]),
        past=past,
    )
    shares = {code: TALKED[code] for code in ("M22-1", "M22-3", "M22-5", "M22-4")}
    return _panel("talks", finding, say.stack(parts) + say.lines(view, row, shares, chosen))
