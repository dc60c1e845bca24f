"""From a clause to its numbers: which indicators measure it, where they stand, and plainly where nobody counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from dashboard import links, theme, words
from dashboard.access import Scope
from dashboard.components import grounds
from dashboard.components.headline import marks, verdict
from dashboard.words import t

Row = Mapping[str, Any]
MOST_NAMED = 2  # in a cell; the open task lists them all


def cell(rows: Sequence[Row]) -> str:
    """One cell of the task table: indicators with the mark of their judgement; 无指标衡量 where there is none."""
    if not rows:
        return f"<span class='xf-uncounted'>{t('tasks.counted.none')}</span>"
    own = [r for r in rows if r["link"] != "section"]
    if not own:
        return f"<span class='xf-quiet'>{t('tasks.section_only', n=len(rows))}</span>"
    lines = "".join(f"<span>{_mark(r)} {escape(words.named(r))}</span>" for r in own[:MOST_NAMED])
    more = (
        f"<span class='xf-quiet'>{t('tasks.more_measures', n=len(own) - MOST_NAMED)}</span>"
        if len(own) > MOST_NAMED
        else ""
    )
    return f"<div class=xf-measures>{lines}{more}</div>"


def _mark(row: Row) -> str:
    said = grounds.word(row) if row["value"] is not None else words.blank(row["blank"] or "not_returned")
    sign = theme.mark(row["word"]).sign if row["value"] is not None else "–"
    return f"<b title='{escape(said, quote=True)}' aria-label='{escape(said, quote=True)}'>{sign}</b>{marks(row)}"


def said(rows: Sequence[Row]) -> str:
    """The same for a download: name, link and judgement of each, or that nobody counts."""
    if not rows:
        return t("tasks.counted.none")
    mark = "；" if words.language() == "zh" else "; "
    return mark.join(f"{r['indicator']} {words.named(r)} {_value(r)} {_word(r)}".strip() for r in rows)


def _value(row: Row) -> str:
    return (
        words.blank(row["blank"] or "not_returned") if row["value"] is None else words.value(row["value"], row["unit"])
    )


def _word(row: Row) -> str:
    """The word with its two marks written out."""
    if row["value"] is None:
        return ""
    found = (("change", row["change_mark"]), ("assurance", row["assurance_mark"]))
    return " ".join([grounds.word(row), *(t(f"common.{kind}.{s}") for kind, s in found if s)])


def indicators(view: Scope, rows: Sequence[Row], kindred: Sequence[Row]) -> str:
    """All indicators of one clause: value, target, judgement, and by what link; each leads to its own page."""
    if rows:
        head = "".join(
            f"<th scope=col>{t(f'tasks.measure.{c}')}</th>" for c in ("indicator", "link", "value", "target", "word")
        )
        body = "".join(_line(view, r) for r in rows)
        table = f"<table class='xh-table xf-counted'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        counted = f"<div class='xh-scroll' tabindex=0>{table}</div>"
    else:
        counted = f"<p><span class='xf-uncounted'>{t('tasks.counted.none')}</span> <span class='xf-quiet'>{t('tasks.none_why')}</span></p>"
    return counted + _kindred(view, kindred)


def _line(view: Scope, row: Row) -> str:
    target = "" if row["target"] is None else grounds.target(row["target"], row["comparator"], row["unit"])
    word, link = verdict(row) + marks(row) if row["value"] is not None else "", t(f"tasks.link.{row['link']}")
    return (
        f"<tr><td>{_link(view, row)}</td><td class='xf-quiet'>{link}</td>"
        f"<td class=r>{escape(_value(row))}</td><td class=r>{escape(target)}</td><td>{word}</td></tr>"
    )


def _link(view: Scope, row: Row) -> str:
    to = escape(links.href("indicator", view, indicator=row["indicator"]), quote=True)
    return f"<a class=xh-link href='{to}'>{escape(row['indicator'])} {escape(words.named(row))}</a>"


def _kindred(view: Scope, rows: Sequence[Row]) -> str:
    """Indicators of the same mechanisms, folded: related, but they do not count this clause."""
    if not rows:
        return ""
    names = "".join(f"<li>{_link(view, r)}</li>" for r in rows)
    return (
        f"<details class=xh-fold><summary>{t('tasks.kindred', n=len(rows))}</summary>"
        f"<div><p class='xf-quiet'>{t('tasks.kindred_why')}</p><ul>{names}</ul></div></details>"
    )
