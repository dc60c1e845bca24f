"""Listed again after an exit: here and elsewhere apart, with how often those at risk were inspected."""

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
from dashboard.components.sanction_time import SAID, SHARES
from dashboard.reads import sanctions
from dashboard.words import t

Row = Mapping[str, Any]
ENDS = ("by_365_low", "by_365_high", "by_730_low", "by_730_high")


def show(view: Scope, summaries: Sequence[Row]) -> None:
    """Listed again after an exit: at 6, 12 and 24 months, here and elsewhere apart, with how often the group was inspected."""
    rows = [r for r in summaries if r["asked"] == "reoffend"]
    caption = t("sanctions.again.caption", view=say.at_told(view))
    if not any(r["n"] for r in rows):
        notes.section(t("sanctions.again.none"), caption)
        notes.block(notes.quiet(t("sanctions.again.none_why")))
        return
    groups: dict[tuple[str, str, str], dict[str, Row]] = {}
    for r in rows:
        groups.setdefault((r["list"], r["grade"], r["measure_code"]), {})[r["cause"]] = r
    ordered = sorted(groups.items(), key=lambda g: _place(g[0]))
    body = "".join(_again_line(view, key, causes) for key, causes in ordered if key[2] == ALL and _any(causes)["n"])
    heads = "".join(
        f"<th scope=col{'' if h == 'group' else ' class=r'}>{say.head(h)}</th>"
        for h in ("group", "exits", "same_region", "elsewhere", "mean_count", "visits")
    )
    label = escape(t("sanctions.again.label"), quote=True)
    figures.show(
        f"<div class=xh-scroll tabindex=0><table class='xh-table xs-again' aria-label='{label}'>"
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>",
        lambda: _again_twin(view, ordered),
        key="sanction_again",
        heading=_again_heading(groups.get((ALL, ALL, ALL))),
        caption=caption,
        how=t("sanctions.again.how"),
        view=view,
        shares=[say.head(s) for s in SHARES],
    )


def _place(key: tuple[str, str, str]) -> tuple[int, int]:
    """All, then lists, grades and measures, each in its own order."""
    for i, (code, order) in enumerate(zip(key, (sanctions.LISTS, sanctions.GRADES, ()), strict=True)):
        if code != ALL:
            return i + 1, order.index(code) if code in order else len(order)
    return 0, 0


def _any(causes: Mapping[str, Row]) -> Row:
    return next(iter(causes.values()))


def _who(view: Scope, key: tuple[str, str, str]) -> str:
    kind, grade, measure = key
    if measure != ALL:
        return t("sanctions.again.with", name=say.measure(view, measure))
    return say.listed(kind) if kind != ALL else say.graded(grade) if grade != ALL else t("sanctions.again.all")


def _again_line(view: Scope, key: tuple[str, str, str], causes: Mapping[str, Row]) -> str:
    one = _any(causes)
    visits = words.NONE if one["visits_a_year"] is None else words.number(one["visits_a_year"], 2)
    counts = [causes[c]["mean_count_365"] for c in causes if causes[c]["mean_count_365"] is not None]
    is_few = sum(r["n_events"] or 0 for r in causes.values()) < survival.FEW
    mean = words.number(sum(counts), 3) if counts and not is_few else words.NONE
    cells = [
        f"<td class=r>{words.number(one['n'])}</td>",
        *(f"<td class=r>{_relisted(causes.get(c))}</td>" for c in ("same_region", "elsewhere")),
        f"<td class=r>{mean}</td>",
        f"<td class=r>{visits}</td>",
    ]
    return f"<tr><td>{escape(_who(view, key))}</td>{''.join(cells)}</tr>"


def _relisted(row: Row | None) -> str:
    """Shares at half a year, one and two years; interval of the year; few said."""
    if row is None:
        return words.NONE
    n = words.number(row["n_events"])
    if row["state"] in ("few_events", "no_events", "no_cases"):
        return f"{t('sanctions.again.events', n=n)}<small>{t('sanctions.again.few')}</small>"
    shares = " / ".join(words.percent(row[s]) for s in ("by_180", "by_365", "by_730"))
    ends = words.interval(row["by_365_low"], row["by_365_high"])
    interval = t("sanctions.again.interval", interval=ends) if ends else ""
    return f"{shares}<small>{t('sanctions.again.events', n=n)} {interval}</small>"


def _again_heading(causes: Mapping[str, Row] | None) -> str:
    if not causes:
        return t("sanctions.again.heading")
    events = {c: r["n_events"] or 0 for c, r in causes.items()}
    if sum(events.values()) < survival.FEW:
        return t(
            "sanctions.again.heading_few", n=words.number(sum(events.values())), exits=words.number(_any(causes)["n"])
        )
    same = causes.get("same_region")
    share = words.percent(same["by_365"]) if same and same["by_365"] is not None else words.NONE
    return t("sanctions.again.heading_share", share=share, elsewhere=words.number(events.get("elsewhere", 0)))


def _again_twin(view: Scope, groups: Sequence[tuple[tuple[str, str, str], Mapping[str, Row]]]) -> pl.DataFrame:
    return say.twin(
        [
            {say.head("group"): _who(view, key), say.head("where"): t(f"sanctions.again.{cause}"),
             **say.headed({**r, "n_still": r["n_open"]}, *SAID, *ENDS, "mean_count_365", "mean_count_730", "visits_a_year")}
            for key, causes in groups
            for cause, r in causes.items()
        ]
    )  # fmt: skip
