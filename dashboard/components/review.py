"""The blocks of the overview beside its tiles: flagged departments, overdue tasks, what changed, targets at their dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Any

import streamlit as st

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import catalogue, download, filters, flags, grounds, notes, tables
from dashboard.components.headline import chip, marks, verdict
from dashboard.components.tables import Column, column
from dashboard.reads import shell
from dashboard.reads.overview import Compared
from dashboard.words import t

Row = Mapping[str, Any]
MOST_FLAGS, MOST_PENDING, MOST_TASKS, MOST_CHANGES, MOST_OWNERS = 5, 3, 4, 4, 3


def decisions(
    view: Scope, flagged: Sequence[Row], overdue: Sequence[Row], tasks: Row, since: Compared | None, *, is_judged: bool
) -> None:
    """What needs a decision, side by side, below one another on a phone."""
    left = notes.section_html(t("overview.flags"), t("overview.flags_caption")) + _flags(
        view, flagged, is_judged=is_judged
    )
    parts = (left, _overdue(view, overdue, tasks), _since(view, since))
    st.html(f"<div class=xh-columns>{''.join(f'<section>{part}</section>' for part in parts)}</div>")


def _flags(view: Scope, flagged: Sequence[Row], *, is_judged: bool) -> str:
    if not flagged:
        return f"<p class=xh-quiet>{t('overview.flags_none' if is_judged else 'overview.flags_none_judged')}</p>"
    by_department = _by_department(flagged)
    named = [rows for rows in by_department if rows[0]["is_nameable"]]
    pending = [rows for rows in by_department if not rows[0]["is_nameable"]]
    told = "".join(_flag(view, rows) for rows in named[:MOST_FLAGS])
    out = f"<ul class=xh-grounds>{told}</ul>" if told else ""
    if pending:
        told = "".join(_flag(view, rows) for rows in pending[:MOST_PENDING])
        more = len(named[MOST_FLAGS:]) + len(pending[MOST_PENDING:])
        rest = f"<p class=xh-caption>{t('overview.pending_more', n=more)}</p>" if more else ""
        out += f"<p class=xh-caption><b>{t('overview.pending')}</b></p><ul class=xh-grounds>{told}</ul>{rest}"
    return out


def _by_department(flagged: Sequence[Row]) -> list[list[Row]]:
    """Each department's rows together, in the order in which the flags come: the surest and worst first."""
    found: dict[str, list[Row]] = {}
    for row in flagged:
        found.setdefault(row["department_code"], []).append(row)
    return list(found.values())


def _flag(view: Scope, rows: Sequence[Row]) -> str:
    worst = rows[0]
    name = words.named(shell.department_names(view).get(worst["department_code"], {}))
    to = links.href("indicator", view, indicator=worst["indicator"], department=worst["department_code"])
    more = t("overview.flag_more", n=len(rows) - 1) if len(rows) > 1 else ""
    return (
        f"<li>{verdict(worst)}{marks(worst)} <b><a class='xh-link xh-plain' href='{escape(to, quote=True)}'>{escape(name)}</a></b>"
        f"{t('flags.colon')}{escape(flags.sentence(worst))}{escape(more)}</li>"
    )


def _overdue(view: Scope, overdue: Sequence[Row], tasks: Row) -> str:
    caption = t("overview.overdue_caption", **tasks) if tasks.get("n_owners") else t("overview.overdue_caption_none")
    head = notes.section_html(t("overview.overdue"), caption)
    if not overdue:
        return head + (f"<p class=xh-quiet>{t('overview.overdue_none')}</p>" if tasks.get("n_owners") else "")
    told = "".join(_task(view, row) for row in overdue[:MOST_TASKS])
    more = len(overdue) - MOST_TASKS
    rest = f"<p class=xh-caption>{t('overview.overdue_more', n=more)}</p>" if more > 0 else ""
    return f"{head}<ul class=xh-grounds>{told}</ul>{rest}"


def _task(view: Scope, row: Row) -> str:
    names = shell.department_names(view)
    owners = [words.named(names.get(code, {})) or code for code in row["departments"]]
    who = (
        words.listed(owners)
        if len(owners) <= MOST_OWNERS
        else t("overview.owners_most", names=words.listed(owners[:MOST_OWNERS]), n=len(owners))
    )
    deadline = words.day(row["deadline_lenient"]) if row["deadline_lenient"] else t("overview.no_deadline")
    to = escape(links.href("tasks", view), quote=True)
    line = t("overview.overdue_line", owners=who, deadline=deadline)
    name = f"{escape(row['task'])} {escape(words.pick(row, 'title'))}"
    return f"<li><a class='xh-link xh-plain' href='{to}'>{name}</a> <span class=xh-quiet>{escape(line)}</span></li>"


def _since(view: Scope, since: Compared | None) -> str:
    head = t("overview.changed")
    if since is None:
        return notes.section_html(head) + f"<p class=xh-quiet>{t('overview.changed_first')}</p>"
    caption = t("overview.changed_caption", snapshot=since.snapshot, day=words.day(since.as_of))
    said = "".join(f"<li>{line}</li>" for line in _changes(view, since))
    return notes.section_html(head, caption) + f"<ul class=xh-grounds>{said}</ul>"


def _changes(view: Scope, since: Compared) -> list[str]:
    lines = []
    if since.new_files:
        key = "overview.changed_files" if since.new_files > 0 else "overview.changed_files_fewer"
        lines.append(t(key, n=abs(since.new_files)))
    if not since.has_quarter:
        lines.append(t("overview.changed_new_quarter"))
    cards = shell.indicators(view)
    for indicator, then, now in since.changed[:MOST_CHANGES]:
        name = words.named(cards.get(indicator, {})) or indicator
        lines.append(t("overview.changed_word", name=escape(name), then=chip(then), now=chip(now)))
    if len(since.changed) > MOST_CHANGES:
        lines.append(t("overview.changed_more", n=len(since.changed) - MOST_CHANGES))
    if since.has_quarter and not since.changed:
        lines.append(t("overview.changed_none"))
    if since.revised:
        lines.append(t("overview.changed_revised", n=since.revised))
    return lines


def flagged_table(view: Scope, flagged: Sequence[Row]) -> None:
    """Every lagging pair with its evidence, folded."""
    box = tables.opened(t("overview.flags_all", n=len(flagged)), "flagged") if flagged else None
    if box is None:
        return
    names = shell.department_names(view)
    columns = [
        Column(t("overview.head.department"), lambda r: words.named(names.get(r["department_code"], {}))),
        tables.name(
            t("overview.head.indicator"),
            link=lambda r: links.href("indicator", view, indicator=r["indicator"], department=r["department_code"]),
        ),
        column(t("overview.head.value"), "value", "value"),
        Column(t("overview.head.fraction"), lambda r: words.fraction(r["numerator"], r["denominator"]), "right"),
        Column(t("overview.head.target"), catalogue.target, "right"),
        column(t("overview.head.gap_units"), "gap_units", "count"),
        column(t("overview.head.quarters"), "n_lagging_of_three", "count"),
        Column(
            t("overview.head.named"), lambda r: t("overview.head.yes") if r["is_nameable"] else t("overview.head.no")
        ),
        *catalogue.marks_told(),
        Column(t("overview.head.reason"), lambda r: grounds.decided(r) or flags.why(r)),
    ]
    with box:
        tables.show(flagged, columns, caption=t("overview.flags"))
        download.show(
            lambda: tables.frame(flagged, columns),
            view=view,
            key="flags",
            title=t("overview.flags"),
            note=t("overview.flags_caption"),
        )


def kept_promises(view: Scope, rows: Sequence[Row]) -> None:
    """For a plan that is over: one line per indicator, and for every target date what was promised and what stood there."""
    plan = shell.plan(view)
    span = {
        "start": words.day(plan["period_from"]) if plan["period_from"] else t("overview.period_from_none"),
        "end": words.day(plan["period_to"]) if plan["period_to"] else t("overview.period_to_none"),
    }
    notes.section(t("overview.over"), t("overview.over_caption", filters=filters.described(view), **span))
    years = sorted({row["target_on"].year for row in rows})
    by_indicator = [list(found) for _, found in groupby(rows, key=lambda r: r["indicator"])]
    lines = [{"first": found[0], **{row["target_on"].year: row for row in found}} for found in by_indicator]
    columns = [_promise_name(view), *(c for year in years for c in _promise(year))]
    st.html(tables.html(lines, columns, caption=t("overview.over")) + notes.how_to_read_html(t("overview.over_how")))
    download.show(
        lambda: tables.frame(lines, columns),
        view=view,
        key="target_dates",
        title=t("overview.over"),
        note=t("overview.over_how"),
    )


def _promise_name(view: Scope) -> Column:
    return Column(
        t("overview.over_indicator"),
        lambda line: words.named(line["first"]),
        link=lambda line: links.href("indicator", view, indicator=line["first"]["indicator"]),
    )


def _promise(year: int) -> list[Column]:
    def of(line: Row, key: str) -> Any:
        return line[year][key] if year in line else None

    def value(line: Row) -> str:
        if year not in line:
            return ""
        row = line[year]
        if row["value"] is None:
            return words.blank(row["blank"] or "not_returned")
        counts = words.fraction(row["numerator"], row["denominator"])
        return words.value(row["value"], row["unit"]) + (t("flags.beside", parts=counts) if counts else "")

    return [
        Column(
            t("overview.over_head", year=year),
            lambda line: catalogue.target(line[year]) if year in line else "",
            "right",
        ),
        Column(t("overview.over_value", year=year), value, "right"),
        Column(f"{t('overview.over_word')} {year}", lambda line: of(line, "word"), "maybe_word"),
    ]
