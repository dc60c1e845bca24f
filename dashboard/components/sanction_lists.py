"""The lists themselves: joint sanctions, focus, market ban, red; how many stand on each and how those that left it left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

from dashboard import links, words
from dashboard.access import ALL, Scope
from dashboard.components import download, notes, tables
from dashboard.components import sanction_words as say
from dashboard.components.tables import Column
from dashboard.words import t

Row = Mapping[str, Any]
ENDED = ("n_exit_complied", "n_repaired", "n_expired", "n_corrected", "n_deregistered", "n_exit_unstated")
TAKEN = (
    "n_listings", "n_entities", "n_notified", "n_published", "n_with_measure", "n_measured", "n_complied", *ENDED, "n_open",
    "n_open_expired",
    "n_disputed", "days_to_publish",
)  # fmt: skip


def show(view: Scope, by_list: Sequence[Row], by_grade: Sequence[Row]) -> download.Offer | None:
    """Lists, then grades, one line each."""
    caption = t("sanctions.lists.caption", view=say.described(view))
    notes.section(_heading(by_list), caption + (t("sanctions.lists.by_lister") if view.department != ALL else ""))
    rows = [{**r, "what": "list"} for r in by_list] + [{**r, "what": "grade"} for r in by_grade]
    if not rows:
        notes.block(notes.quiet(t("sanctions.lists.none")))
        return None
    columns = [
        Column(
            say.head("list_or_grade"), _name, link=lambda r: links.href("sanctions", view, **{r["what"]: r[r["what"]]})
        ),
        Column(say.head("n_listings"), _listed, "right_html"),
        Column(say.head("published"), _published, "right_html"),
        Column(say.head("measured"), lambda r: _of(r["n_measured"], r["n_with_measure"]), "right_html"),
        Column(say.head("complied"), _complied, "right_html"),
        *(Column(say.head(c), lambda r, c=c: r[c], "count") for c in ENDED if any(r[c] for r in rows)),
        Column(say.head("n_open"), _open, "right_html"),
    ]
    tables.show(rows, columns, caption=t("sanctions.lists.label"))
    return download.Offer("sanction_lists", t("sanctions.lists.label"), lambda: _twin(rows), t("sanctions.lists.how"))


def _heading(rows: Sequence[Row]) -> str:
    """Open past their own end: the one number here that asks for a move."""
    overdue = sum(r["n_open_expired"] or 0 for r in rows)
    if not rows:
        return t("sanctions.lists.heading_none")
    n = words.number(sum(r["n_listings"] for r in rows))
    if overdue:
        return t("sanctions.lists.overdue", n=n, overdue=words.number(overdue))
    return t("sanctions.lists.heading", n=n)


def _name(row: Row) -> str:
    return say.listed(row["list"]) if row["what"] == "list" else say.graded(row["grade"])


def _listed(row: Row) -> str:
    return f"{words.number(row['n_listings'])}<small>{escape(t('sanctions.entities', n=words.number(row['n_entities'])))}</small>"


def _of(x: int | None, n: int | None) -> str:
    if not n:
        return f"<span class=xh-quiet>{words.blank('not_applicable')}</span>"
    return f"{words.percent((x or 0) / n)}<small>{words.fraction(x, n)}</small>"


def _complied(row: Row) -> str:
    share = words.percent(row["n_complied"] / row["n_listings"]) if row["n_listings"] else ""
    return f"{words.number(row['n_complied'])}<small>{share}</small>"


def _published(row: Row) -> str:
    took = row.get("days_to_publish")
    median = "" if took is None else t("sanctions.median", n=words.number(took))
    return f"{_of(row['n_published'], row['n_listings'])}<small>{escape(median)}</small>"


def _open(row: Row) -> str:
    parts = [t(f"sanctions.lists.{c}", n=words.number(row[c])) for c in ("n_open_expired", "n_disputed") if row[c]]
    return f"{words.number(row['n_open'])}<small>{escape(t('sanctions.finding.comma').join(parts))}</small>"


def _twin(rows: Sequence[Row]) -> pl.DataFrame:
    return say.twin([{say.head("list_or_grade"): _name(r), **say.headed(r, *TAKEN)} for r in rows])


def is_measured(rows: Sequence[Row]) -> bool:
    """Whether any measure is owed against anything on these lists."""
    return any(r["n_with_measure"] for r in rows if r["list"] != ALL)
