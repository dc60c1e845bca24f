"""The page's own filters as links: list, grade, quarters of listing. They stand in the address like every other choice."""

from __future__ import annotations

from html import escape

from dashboard.access import ALL, Scope
from dashboard.components import notes
from dashboard.components import sanction_words as say
from dashboard.reads import sanctions
from dashboard.words import t


def show(view: Scope) -> None:
    """One line; beside a single department grades are not kept apart, and that is said."""
    given = sanctions.choices(view)
    parts = [
        _group(view, "list", {"": say.listed(ALL)} | {code: say.listed(code) for code in sanctions.LISTS}, view.list),
        _group(view, "grade", {"": say.graded(ALL)} | {code: say.graded(code) for code in sanctions.GRADES}, view.grade)
        if view.department == ALL
        else f"<span class=xh-quiet>{t('sanctions.filter.no_grade')}</span>",
        _group(view, "window", {w: t(f"sanctions.filter.window_{w}") for w in ("1", "4", "12")}, str(given["window"])),
    ]
    notes.block(f"<nav class=xs-filter aria-label='{t('sanctions.filter.label')}'>{''.join(parts)}</nav>")


def _group(view: Scope, parameter: str, options: dict[str, str], now: str) -> str:
    items = "".join(
        f"<a class=xh-link href='{say.to(view, **{parameter: code})}'{' aria-current=true' if code == now else ''}>{escape(name)}</a>"
        for code, name in options.items()
    )
    return f"<span><b>{t(f'common.{parameter}')}</b>{items}</span>"
