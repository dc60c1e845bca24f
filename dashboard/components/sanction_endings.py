"""What ends a listing, each ending apart, with those still listed above; number at risk below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

from dashboard import words
from dashboard.access import ALL, Scope
from dashboard.charts import survival
from dashboard.components import figures, notes
from dashboard.components import sanction_words as say
from dashboard.components.sanction_time import SHARES, at_risk
from dashboard.reads import sanctions
from dashboard.words import t

Row = Mapping[str, Any]


def show(view: Scope, summaries: Sequence[Row]) -> None:
    """What ends a listing, each ending apart: repaired, expired, corrected and deregistered are four different things."""
    given = sanctions.choices(view)
    group = {"list": given["list"]} if given["list"] != ALL else {"grade": given["grade"]}
    own = [r for r in summaries if r["asked"] == "end" and _is_of(r, group)]
    caption = t("sanctions.endings.caption", view=_whose(view, group))
    curves = sanctions.curves(view, "end", **group)
    if not own or curves.is_empty():
        notes.section(t("sanctions.endings.none"), caption)
        notes.block(notes.quiet(t("sanctions.endings.none_why")))
        return
    present = [c for c in sanctions.ENDINGS if any(r["cause"] == c and r["n_events"] for r in own)]
    until = survival.reach(curves)
    by_cause = {r["cause"]: r for r in own}
    figures.show(
        survival.stacked(curves, [(c, t(f"sanctions.ending.{c}")) for c in present], until=until),
        lambda: _endings_twin(own),
        key="sanction_endings",
        heading=_endings_heading(by_cause),
        caption=caption,
        how=t("sanctions.endings.how"),
        view=view,
        shares=[say.head(s) for s in SHARES],
    )
    items = "".join(f"<li><b>{t(f'sanctions.ending.{c}')}</b> {escape(_ended(by_cause[c]))}</li>" for c in present)
    still = at_risk([(t("sanctions.still_listed"), survival.at_risk(curves, until=until), "")])
    notes.block(f"{still}<ul class=xf-within>{items}</ul>")


def _is_of(row: Row, group: Mapping[str, str]) -> bool:
    given = {"list": ALL, "grade": ALL, "measure_code": ALL} | dict(group)
    return all(row[k] == v for k, v in given.items())


def _whose(view: Scope, group: Mapping[str, str]) -> str:
    chosen = (
        [say.listed(group["list"])]
        if "list" in group
        else [say.graded(group["grade"])]
        if group.get("grade", ALL) != ALL
        else []
    )
    return " · ".join([say.at_told(view), *chosen])


def _endings_heading(rows: Mapping[str, Row]) -> str:
    """Each ending's share after a year; with fewer than ten in all no more than that."""
    events = sum(r["n_events"] or 0 for r in rows.values())
    if events < survival.FEW:
        return t("sanctions.endings.few", n=words.number(events))
    said = [
        t("sanctions.endings.part", name=t(f"sanctions.ending.{c}"), share=words.percent(rows[c]["by_365"]))
        for c in sanctions.ENDINGS
        if c in rows and rows[c]["by_365"]
    ]
    return (
        t("sanctions.endings.heading", said=t("sanctions.finding.comma").join(said))
        if said
        else t("sanctions.endings.later")
    )


def _ended(row: Row) -> str:
    shares = [
        t(f"sanctions.endings.{s}", share=words.percent(row[s])) for s in ("by_365", "by_730") if row[s] is not None
    ]
    return t("sanctions.finding.comma").join([t("sanctions.endings.count", n=words.number(row["n_events"])), *shares])


def _endings_twin(rows: Sequence[Row]) -> pl.DataFrame:
    return say.twin(
        [
            {say.head("ending"): t(f"sanctions.ending.{r['cause']}") if words.has(f"sanctions.ending.{r['cause']}") else r["cause"],
             **say.headed(r, "n", "n_events", "n_open", "n_left_out", *SHARES, "by_365_low", "by_365_high", "by_730_low", "by_730_high")}
            for r in rows
        ]
    )  # fmt: skip
