"""How long until the duty is done: curves with the open cases counted, number at risk below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

from dashboard import words
from dashboard.access import ALL, Scope
from dashboard.charts import survival
from dashboard.components import figures, filters, notes
from dashboard.components import sanction_words as say
from dashboard.reads import sanctions
from dashboard.words import t

Row = Mapping[str, Any]
SHARES = ("by_90", "by_180", "by_365", "by_730")
SAID = ("n", "n_events", "n_still", "n_left_out", "median_days", "median_low", "median_high", *SHARES)
MOST = 6  # lines in one picture; the table has all


def show(view: Scope, summaries: Sequence[Row]) -> None:
    """From notice to the duty done, split as the reader chooses."""
    caption = t("sanctions.comply.caption", view=say.at_told(view))
    here = [r for r in summaries if r["asked"] == "comply" and r["list"] != "red"]  # nothing to comply with
    possible = [s for s in sanctions.SPLITS if any(_group(r, s) for r in here)]
    if not here:
        notes.section(t("sanctions.comply.none"), caption)
        notes.block(notes.quiet(t("sanctions.comply.none_why")))
        return
    split = view.split if view.split in possible else next(iter(possible), "")
    rows = _ordered(view, [r for r in here if _group(r, split)] if split else here, split)
    counted = [r for r in rows if r["n"]]
    names = [(_group(r, split) or ALL, _name(view, r, split)) for r in counted]
    curves = sanctions.comply(view, split) if split else _alone(view, "comply")
    shown = names[:MOST]
    until = survival.reach(curves)
    figures.show(
        survival.lines(curves, shown, until=until),
        lambda: _twin(view, rows, split),
        key="sanction_comply",
        heading=_comply_heading(view, here),
        caption=caption,
        how=t("sanctions.comply.how"),
        view=view,
        shares=[say.head(s) for s in SHARES],
    )
    below = [
        (_name(view, r, split), survival.at_risk(curves.filter(pl.col("group") == g), until=until), _said(r))
        for r, (g, _) in zip(counted, shown, strict=False)
    ]
    notes.block(at_risk(below))
    if len(possible) > 1:
        filters.choose("split", {s: t(f"sanctions.split.{s}") for s in possible}, width=220)


def _alone(view: Scope, asked: str) -> pl.DataFrame:
    return sanctions.curves(view, asked).with_columns(group=pl.lit(ALL))


def _group(row: Row, split: str) -> str | None:
    """The value of the dimension a row is single in, where it is single in that one alone."""
    columns = {"measure": "measure_code", "list": "list", "grade": "grade"}
    if not split or any(row[c] != ALL for s, c in columns.items() if s != split):
        return None
    return str(row[columns[split]]) if row[columns[split]] != ALL else None


def _name(view: Scope, row: Row, split: str) -> str:
    if split == "measure":
        return say.measure(view, row["measure_code"])
    return (
        say.listed(row["list"])
        if split == "list"
        else say.graded(row["grade"])
        if split == "grade"
        else t("sanctions.comply.all")
    )


def _ordered(view: Scope, rows: Sequence[Row], split: str) -> list[Row]:
    """The plan's four measures first, lists and grades in their own order."""
    if split == "measure":
        known = sanctions.names(view)
        return sorted(rows, key=lambda r: (not known.get(r["measure_code"], {}).get("is_key"), r["measure_code"]))
    order = {"list": sanctions.LISTS, "grade": sanctions.GRADES}.get(split, ())
    return sorted(rows, key=lambda r: order.index(g) if (g := _group(r, split)) in order else len(order))


def _comply_heading(view: Scope, rows: Sequence[Row]) -> str:
    whole = next((r for r in rows if not any(_group(r, s) for s in sanctions.SPLITS)), None)
    if whole is None or not whole["n"]:
        return t("sanctions.comply.heading")
    if whole["state"] == "few_events":
        return t("sanctions.comply.few", n=words.number(whole["n_events"]))
    share = words.percent(whole["by_365"]) if whole["by_365"] is not None else words.NONE
    if whole["median_days"] is None:
        return t("sanctions.comply.not_reached", share=share, n=words.number(whole["n"]))
    interval = _interval(whole)
    return t("sanctions.comply.median", days=words.number(whole["median_days"]), interval=interval, share=share)


def _interval(row: Row) -> str:
    """The interval of a median; an end not reached is said."""
    low, high = (
        words.number(row[k]) if row[k] is not None else t("sanctions.not_reached")
        for k in ("median_low", "median_high")
    )
    return f"{low}–{high}"


def at_risk(lines: Sequence[tuple[str, list[tuple[int, int | None]], str]]) -> str:
    """Number at risk, one line a curve: how many a step rests on; at its end what can be said of it in words."""
    days = [day for day, _ in lines[0][1]] if lines else []
    head = "".join(f"<th class=r>{words.number(d)}</th>" for d in days)
    body = "".join(
        f"<tr><th scope=row>{escape(name)}{f'<small>{escape(said)}</small>' if said else ''}</th>"
        f"{''.join(f'<td class=r>{words.number(n)}</td>' for _, n in found)}</tr>"
        for name, found, said in lines
    )
    label = t("sanctions.chart.at_risk")
    return f"<table class=xs-risk><thead><tr><th>{label}</th>{head}</tr></thead><tbody>{body}</tbody></table>"


def _said(row: Row) -> str:
    """Median with interval, or why there is none."""
    counts = t("sanctions.comply.counts", events=words.number(row["n_events"]), n=words.number(row["n"]))
    if row["state"] == "few_events":
        return t("sanctions.comply.few_events", counts=counts)
    if row["state"] in ("no_events", "no_cases"):
        return t(f"sanctions.comply.{row['state']}", counts=counts)
    if row["median_days"] is None:
        return t("sanctions.comply.median_open", counts=counts)
    return t(
        "sanctions.comply.median_is", days=words.number(row["median_days"]), interval=_interval(row), counts=counts
    )


def _twin(view: Scope, rows: Sequence[Row], split: str) -> pl.DataFrame:
    return say.twin(
        [
            {
                say.head("group"): _name(view, r, split),
                **say.headed({**r, "n_still": r["n_open"]}, *SAID),
                say.head("curve"): t(f"sanctions.curve.{r['state']}"),
            }
            for r in rows
        ]
    )
