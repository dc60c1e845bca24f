"""How long publication takes: the distribution with its limit, the crowd on the last day, what was published too early."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

from dashboard import links, words
from dashboard.access import Scope
from dashboard.charts import delays as chart
from dashboard.components import figures, filters, notes
from dashboard.components import timely_words as say
from dashboard.reads import timeliness
from dashboard.words import t

Row = Mapping[str, Any]
MOST_NAMES = 12


def show(view: Scope, row: Row | None, delays: Sequence[Row], *, leg: str, act: str) -> None:
    """The chart of one act, with the sentence on its last day."""
    caption = t("timeliness.delay_caption", act=say.act(leg, act), view=filters.described(view))
    undrawn = _undrawn(row, delays)
    if not delays or (row and 0 < undrawn == row["n_due_done"]):
        heading = notes.section_html(t("timeliness.delay_none", act=say.act(leg, act)), caption)
        notes.block(heading + notes.quiet(t("timeliness.delay_none_why")))
        return
    days = _single(row)
    bars = chart.binned(delays, days)
    figures.show(
        chart.draw(bars, days=days),
        lambda: _twin(delays),
        key="delays",
        heading=_heading(row, delays, days, leg, act),
        caption=caption,
        how=t("timeliness.delay_how"),
        view=view,
    )
    said = _last_day(view, row, delays, days, leg, act)
    if said:
        notes.block(said)


def _undrawn(row: Row | None, delays: Sequence[Row]) -> int:
    """Acts done whose working days nobody can count: the calendar does not reach them."""
    drawn = sum(r["n_acts"] for r in delays if r["delay_days"] is not None and r["state"] != "no_limit")
    return int(row["n_due_done"] - drawn) if row and row["n_due_done"] else 0


def _single(row: Row | None) -> int | None:
    """The limit, where one and the same holds for all."""
    return row["days_least"] if row and row["days_least"] == row["days_most"] and not row["n_own_limit"] else None


def _heading(row: Row | None, delays: Sequence[Row], days: int | None, leg: str, act: str) -> str:
    name = say.act(leg, act)
    middle = _median(delays)
    if middle is None:
        return t("timeliness.delay_all_open", act=name)
    if row and row["n_last_day"] and days is not None:
        share = words.percent(row["n_last_day"] / row["n_due"])
        return t("timeliness.delay_heading", act=name, days=words.number(middle), share=share)
    return t("timeliness.delay_plain", act=name, days=words.number(middle))


def _median(delays: Sequence[Row]) -> float | None:
    """The working day by which half of those done were done."""
    done = sorted((r["delay_days"], r["n_acts"]) for r in delays if r["delay_days"] is not None)
    counted, every = 0, sum(n for _, n in done)
    for day, n in done:
        counted += n
        if counted * 2 >= every:
            return float(day)
    return None


def _last_day(view: Scope, row: Row | None, delays: Sequence[Row], days: int | None, leg: str, act: str) -> str:
    """How the last day stands beside the two before it, and which departments crowd there."""
    undrawn = _undrawn(row, delays)
    lines = [t("timeliness.delay_undrawn", n=words.number(undrawn))] if undrawn else []
    if row and days is not None and days >= 3:
        before = sum(r["n_acts"] for r in delays if r["delay_days"] in (days - 1, days - 2)) / 2
        lines.append(
            t("timeliness.last_day", n=words.number(row["n_last_day"]), days=days, before=words.number(before, 1))
        )
    crowds = timeliness.last_day(view, act) if leg == "publication" else []
    if crowds:
        names = [_crowd(view, found) for found in crowds]
        lines.append(t("timeliness.crowds", who=t("timeliness.semicolon").join(names)))
    elif leg == "publication" and days is not None:
        lines.append(t("timeliness.crowds_none"))
    if not lines:
        return ""
    more = f" <a class=xh-link href='{escape(links.href('data_quality', view), quote=True)}'>{t('timeliness.to_patterns')}</a>"
    return f"<p class=xh-text>{escape(t('timeliness.joint').join(lines))}{more if crowds else ''}</p>"


def _crowd(view: Scope, row: Row) -> str:
    return t(
        "timeliness.crowd",
        who=say.department(view, row["department_code"]),
        n=words.number(row["n"]),
        before=words.number(row["reference"], 1),
    )


def _twin(delays: Sequence[Row]) -> pl.DataFrame:
    states = {s: t(f"timeliness.state.{s}") for s in chart.LOOK}
    return pl.DataFrame([
        pl.Series(t("timeliness.head.delay_days"), [r["delay_days"] for r in delays], dtype=pl.Int32),
        pl.Series(t("timeliness.head.state"), [states.get(r["state"], r["state"]) for r in delays], dtype=pl.String),
        pl.Series(t("timeliness.head.n_acts"), [int(r["n_acts"]) for r in delays], dtype=pl.Int64),
    ])  # fmt: skip


def counties(view: Scope, rows: Sequence[Row], n_small: int) -> None:
    """Counties late in more than half their acts of a kind, each with its count, as the bulletins name them."""
    small = t("timeliness.counties_small", n=n_small) if n_small else ""
    if not rows:
        notes.block(notes.quiet(t("timeliness.counties_none") + small))
        return
    by_act: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        counts = words.fraction(row["n_late"], row["n_due"])
        by_act.setdefault((row["leg"], row["act"]), []).append(
            t("timeliness.county", name=say.region(view, row["region_code"]), counts=counts)
        )
    items = "".join(
        f"<li><b>{escape(say.act(*key))}</b> {escape(words.listed(named, MOST_NAMES))}</li>"
        for key, named in by_act.items()
    )
    notes.block(f"<p class=xh-text>{t('timeliness.counties')}{small}</p><ul class=xt-odd>{items}</ul>")
