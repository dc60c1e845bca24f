"""The page's own filters as links: list, grade, quarters of listing. They stand in the address like every other choice."""

from __future__ import annotations

from html import escape

from dashboard.access import ALL, Scope
from dashboard.components import notes
from dashboard.components import sanction_words as say
from dashboard.reads import sanctions
from dashboard.words import t


def show(view: Scope) -> None:
    """One line. What is not kept apart here (grades beside a department, two of them in a county) is said and not marked."""
    given = sanctions.choices(view)
    own, grade = (given[k] if given[k] != ALL else "" for k in ("list", "grade"))
    parts = [
        _group(view, "list", {"": say.listed(ALL)} | {code: say.listed(code) for code in sanctions.LISTS}, own),
        _group(view, "grade", {"": say.graded(ALL)} | {code: say.graded(code) for code in sanctions.GRADES}, grade),
        _group(view, "window", {w: t(f"sanctions.filter.window_{w}") for w in ("1", "4", "12")}, str(given["window"])),
    ]
    if sanctions.is_left_out(view):
        parts.append(f"<span class=xs-note>{t('sanctions.filter.left_out')}</span>")
    notes.block(f"<nav class=xs-filter aria-label='{t('sanctions.filter.label')}'>{''.join(parts)}</nav>")


def _group(view: Scope, parameter: str, options: dict[str, str], now: str) -> str:
    items = "".join(
        f"<a class=xh-link href='{say.to(view, **{parameter: code})}'{' aria-current=true' if code == now else ''}>{escape(name)}</a>"
        for code, name in options.items()
    )
    return f"<span><b>{t(f'common.{parameter}')}</b>{items}</span>"
