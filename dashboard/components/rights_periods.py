"""Periods of publication: the dated rules side by side, and what was shown longer, or repaired earlier, than each allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import words
from dashboard.access import Scope
from dashboard.components import download, filters, notes, tables
from dashboard.components import rights_words as say
from dashboard.components.tables import Column, column
from dashboard.reads import rights
from dashboard.words import t

Row = Mapping[str, Any]
Parts = Mapping[str, Sequence[Row]]


def show(view: Scope, found: Mapping[str, Row], parts: Parts) -> download.Offer:
    """One line a rule, with its source; below it how records that straddle two rules are read."""
    long = {r["part"]: r for r in parts.get("published_too_long", [])}
    early = {r["part"]: r for r in parts.get("repaired_early", [])}
    rows = [{**r, "long": long.get(r["rule"]), "early": early.get(r["rule"])} for r in rights.periods(view)]
    notes.section(_heading(found), t("rights.caption.periods", view=filters.described(view)))
    columns = [
        Column(say.head("degree"), lambda r: _degree(r), "html"),
        Column(say.head("least"), lambda r: _months(r["min_months"]), "right"),
        Column(say.head("longest"), lambda r: _months(r["max_months"]), "right"),
        Column(say.head("valid"), _valid, "html"),
        Column(say.head("too_long"), lambda r: _n(r["long"]), "right_html"),
        Column(say.head("too_early"), lambda r: _n(r["early"]), "right_html"),
    ]
    row = found.get("published_too_long")
    notes.block(
        tables.html(rows, columns, caption=t("rights.periods.heading"))
        + f"<p class=xh-text>{t('rights.periods.straddling', n=words.number(row['n_straddling'] if row else 0))}</p>"
        + (
            f"<p class=xh-quiet>{t('rights.periods.left_out', n=words.number(row['n_left_out']))}</p>"
            if row and row["n_left_out"]
            else ""
        )
        + notes.how_to_read_html(t("rights.how.periods"))
    )
    exported = [
        column(say.head("rule"), "rule"), Column(say.head("degree"), say.degree), tables.name(say.head("rule_text")),
        column(say.head("least"), "min_months", "count"), column(say.head("longest"), "max_months", "count"),
        column(say.head("from"), "valid_from", "day"), column(say.head("to"), "valid_to", "day"), column(t("common.source"), "source"),
        Column(say.head("unverified"), lambda r: "" if r["is_source_verified"] else t("common.unverified")),
        Column(say.head("too_long"), lambda r: r["long"]["n"] if r["long"] else 0, "count"),
        Column(say.head("n_straddling"), lambda r: r["long"]["n_straddling"] if r["long"] else 0, "count"),
        Column(say.head("too_early"), lambda r: r["early"]["n"] if r["early"] else 0, "count"),
    ]  # fmt: skip
    return download.Offer(
        "rights_periods", t("rights.periods.heading"), lambda: tables.frame(rows, exported), t("rights.how.periods")
    )


def _heading(found: Mapping[str, Row]) -> str:
    row = found.get("published_too_long")
    if row is None or not row["n_of"]:
        return t("rights.periods.none")
    if not row["n"]:
        return t("rights.periods.clean", n=words.number(row["n_of"]))
    return t(
        "rights.periods.finding",
        n=words.number(row["n"]),
        of=words.number(row["n_of"]),
        most=words.number(row["days_most"]),
    )


def _degree(row: Row) -> str:
    mark = "" if row["is_source_verified"] else f" <b class=xr-mark>{t('common.unverified')}</b>"
    records = t("flags.comma").join(t(f"rights.record.{r}") for r in row["records"].split(","))
    return f"{say.degree(row)}{mark}<small class='xh-quiet xr-below'>{records}</small>"


def _months(n: int) -> str:
    return t("rights.months", n=n) if n else t("rights.months_none")


def _valid(row: Row) -> str:
    span = f"{words.day(row['valid_from'])}–{words.day(row['valid_to']) if row['valid_to'] else ''}"
    return f"{span}<small class='xh-quiet xr-below'>{row['source']}</small>"


def _n(row: Row | None) -> str:
    if row is None:
        return "0"
    more = (
        f" <small>{t('rights.of_them_straddling', n=words.number(row['n_straddling']))}</small>"
        if row["n_straddling"]
        else ""
    )
    return f"<b>{words.number(row['n'])}</b>{more}"
