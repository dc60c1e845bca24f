"""Matters by matter, talks by kind: credit looked up before deciding, and what a talk led to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from dashboard import words
from dashboard.access import Scope
from dashboard.components import commitment_words as say
from dashboard.components import download, filters, notes, tables
from dashboard.components.commitment_tables import LEAST, head, rates, share
from dashboard.components.tables import Column, column
from dashboard.reads.commitment_rows import LOOKED, TALKED
from dashboard.words import t

Row = Mapping[str, Any]


def matters(view: Scope, rows: Sequence[Row], unlisted: Sequence[Row]) -> download.Offer | None:
    """One line a matter: looked up before, after, not at all; hits and what followed; reports."""
    reported = sum(1 for r in rows if r["n_report_used"])
    caption = t("commitments.matters.caption", view=filters.described(view), x=reported, n=len(rows))
    notes.section(_matters_heading(rows), caption)
    if not rows:
        notes.block(notes.quiet(t("commitments.none.checks")))
        return None
    columns = [
        Column(head("matter"), say.matter),
        column(head("n_matters"), "n_matters", "count"), share("M06-1", LOOKED),
        column(head("n_checked_after"), "n_checked_after", "count"), column(head("n_unchecked"), "n_unchecked", "count"),
        Column(say.step("M06-2"), _hits, "right_html"), Column(say.step("M06-3"), _followed, "right_html"), share("M05-1", LOOKED),
        Column(head("named_in"), lambda r: words.pick(r, "named_in")),
    ]  # fmt: skip
    tables.show(rows, columns, is_tall=True, caption=t("commitments.matters.heading"))
    if unlisted:
        items = "".join(
            f"<li>{escape(r['matter'])} <small class=xh-quiet>{t('commitments.times', n=words.number(r['n_matters']))}</small></li>"
            for r in unlisted
        )
        listed = f"<p class=xh-caption>{t('commitments.unlisted_how')}</p><ul class=xf-within>{items}</ul>"
        notes.block(tables.fold(t("commitments.unlisted_fold", n=len(unlisted)), listed))
    counts = dict.fromkeys(
        [
            *(c for pair in LOOKED.values() for c in pair),
            "n_checked_same_day",
            "n_checked_after",
            "n_unchecked",
            "n_restriction_unstated",
        ]
    )
    exported = [columns[0], *(column(head(c), c, "count") for c in counts), *rates(LOOKED), columns[-1]]
    return download.Offer(
        "credit_checks", t("commitments.matters.heading"), lambda: tables.frame(rows, exported), t("commitments.how.checks")
    )  # fmt: skip


def _matters_heading(rows: Sequence[Row]) -> str:
    """The matters whose interval lies below the share of all of them together."""
    n, x = (sum(r[c] for r in rows) for c in ("n_matters", "n_checked_before"))
    low = [say.matter(r) for r in rows if r["n_matters"] >= LEAST and r["M06-1_high"] < x / n]
    return t("commitments.matters.low", names=words.listed(low, 4)) if low else t("commitments.matters.heading")


def _hits(row: Row) -> str:
    if row["is_of_persons"]:
        return f"<span class=xh-quiet>{t('commitments.of_persons')}</span>"
    return say.cell(row, "M06-2", LOOKED["M06-2"])


def _followed(row: Row) -> str:
    return words.NONE if row["is_of_persons"] else say.cell(row, "M06-3", LOOKED["M06-3"])


def talks(view: Scope, rows: Sequence[Row]) -> download.Offer | None:
    """One line a kind of talk."""
    notes.section(
        t("commitments.talk_kinds.heading"), t("commitments.talk_kinds.caption", view=filters.described(view))
    )
    if not rows:
        notes.block(notes.quiet(t("commitments.none.talks")))
        return None
    counts = (
        "n_late_done",
        "n_late_open",
        "n_open_inside",
        "n_done_inside",
        "n_without_limit",
        "n_unreported",
        "n_unknown_listing",
    )
    columns = [
        Column(head("talk"), lambda r: t(f"commitments.talk.{r['kind']}")), column(head("n_held"), "n_held", "count"),
        *(share(code, TALKED) for code in ("M22-1", "M22-3", "M22-5", "M22-4")),
        *(column(head(c), c, "count") for c in counts),
    ]  # fmt: skip
    tables.show(rows, columns, caption=t("commitments.talk_kinds.heading"))
    taken = dict.fromkeys([*(c for pair in TALKED.values() for c in pair), *counts])
    exported = [columns[0], *(column(head(c), c, "count") for c in taken), *rates(TALKED)]
    return download.Offer(
        "interviews", t("commitments.talk_kinds.heading"), lambda: tables.frame(rows, exported), t("commitments.how.talks")
    )  # fmt: skip
