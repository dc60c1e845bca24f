"""One line an act, a region or a department: in time with its interval, late, missing, still inside the limit, coverage.

A table that draws itself, as charts.breakdown: names are links, numbers can be read aloud and copied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from dashboard import words
from dashboard.charts.layout import ends
from dashboard.components import timely_words as say
from dashboard.words import t

Row = Mapping[str, Any]
COUNTS = ("n_late_done", "n_late_open", "n_open_inside")


def html(
    groups: Sequence[tuple[str, Sequence[Row]]],
    *,
    first: str,
    name: Callable[[Row], str],
    caption: str,
    link: Callable[[Row], str] | None = None,
    is_own: Callable[[Row], bool] = lambda row: False,
    with_limit: bool = False,
) -> str:
    """Groups of (heading or nothing, rows) as one table; `name` and `link` give what stands in the first column."""
    every = [row for _, rows in groups for row in rows if row.get("n_due")]
    low, high = ends([row["low"] for row in every] + [1.0], unit="percent", ceiling=1.0) or (0.0, 1.0)

    def at(value: float) -> str:
        return f"{min(max((value - low) / (high - low), 0), 1) * 100:.1f}%"

    columns = [first, *([t("timeliness.head.limit")] if with_limit else []), t("timeliness.head.rate"), "",
               *(t(f"timeliness.head.{c}") for c in COUNTS), t("timeliness.head.coverage")]  # fmt: skip
    head = "".join(f"<th scope=col{_class(i, with_limit)}>{escape(c)}</th>" for i, c in enumerate(columns))
    body = "".join(
        (f"<tr class=g><th colspan={len(columns)} scope=colgroup>{escape(heading)}</th></tr>" if heading else "")
        + "".join(_line(row, at, name, link, is_own, with_limit) for row in rows)
        for heading, rows in groups
        if rows
    )
    scale = f"<span>{words.percent(max(low, 0.0), 0)}</span><span>100%</span>"
    before, after = "<td></td>" * (2 if with_limit else 1), f"<td colspan={len(COUNTS) + 2}></td>"
    return (
        f"<div class=xt-scroll tabindex=0><table class=xt-acts aria-label='{escape(caption, quote=True)}'>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody><tfoot><tr>{before}<td class=s>{scale}</td>{after}</tr></tfoot></table></div>"
    )


def _class(i: int, with_limit: bool) -> str:
    return " class=r" if i > (2 if with_limit else 1) else ""


def _line(
    row: Row,
    at: Callable[[float], str],
    name: Callable[[Row], str],
    link: Callable[[Row], str] | None,
    is_own: Callable[[Row], bool],
    with_limit: bool,
) -> str:
    shown = escape(name(row))
    if link:
        shown = f"<a class=xh-link href='{escape(link(row), quote=True)}'>{shown}</a>"
    own = " class=own aria-current=true" if is_own(row) else ""
    start = f"<tr{own}><th scope=row>{shown}</th>" + (_limit(row) if with_limit else "")
    if not row.get("n_due"):
        return f"{start}<td class=blank colspan=6>{escape(_blank(row))}</td></tr>"
    bar = (
        f"<i class=c style='left:{at(row['low'])};right:calc(100% - {at(row['high'])})'></i>"
        f"<b class=m style='left:{at(row['rate'])}'></b>"
    )
    title = escape(t("common.ci95", interval=words.interval(row["low"], row["high"])), quote=True)
    counts = "".join(
        f"<td class=r data-h='{escape(t(f'timeliness.head.{c}'), quote=True)}'>{words.number(row[c])}</td>"
        for c in COUNTS
    )
    coverage = words.percent(row["coverage"]) if row["n_due"] >= say.FEW else words.fraction(row["n_due_done"], row["n_due"])  # fmt: skip
    shown_coverage = f"<td class=r data-h='{escape(t('timeliness.head.coverage'), quote=True)}'>{coverage}</td>"
    return f"{start}<td class=p title='{title}'>{bar}</td><td class=v>{say.rate(row)}</td>{counts}{shown_coverage}</tr>"


def _limit(row: Row) -> str:
    force = say.force(row)
    tags = [force] if force else []
    tags += [t("timeliness.limit.provisional")] if row["n_provisional"] else []
    tag = f" <small>{escape(' · '.join(tags))}</small>" if tags else ""
    return f"<td class=l>{escape(say.limit(row))}{tag}</td>"


def _blank(row: Row) -> str:
    """Why there is no rate, with what there is."""
    if not row.get("has_figure"):
        return t("timeliness.blank.none")
    for column in ("n_inside", "n_without_limit", "n_unstated", "n_without_calendar"):
        if row[column]:
            return t(f"timeliness.blank.{column}", n=words.number(row[column]), done=words.number(row["n_done"]))
    return t("timeliness.blank.none")
