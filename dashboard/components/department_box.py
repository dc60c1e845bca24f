"""How units are compared, opened up: definitions, the table of rules, the SQL, and the command that repeats a verdict."""

from __future__ import annotations

from html import escape

from dashboard import links, words
from dashboard.access import ALL, Scope
from dashboard.components import department_words as say
from dashboard.components import notes, tables
from dashboard.reads import departments
from dashboard.words import t

DEFINED = ("peers", "judged", "limits", "phi", "p", "q", "nameable", "pending")


def show(view: Scope, indicator: str) -> None:
    """The whole box; SQL travels only when asked for."""
    notes.section(t("departments.box.heading"), t("departments.box.caption"))
    rows = "".join(
        f"<dt>{t(f'departments.define.{k}')}</dt><dd>{escape(t(f'departments.define.{k}_is'))}</dd>" for k in DEFINED
    )
    to = say.anchor(links.href("methods", view), t("departments.box.rules"))
    notes.block(
        f"<dl class=xf-facts>{rows}</dl><p class=xh-text>{to}</p><p class=xh-caption>{t('departments.box.command')}</p>"
        f"<pre class=xh-command>{escape(_command(view, indicator))}</pre>"
    )
    sql = tables.opened(t("indicator.sql"), "department_sql_fold")
    if sql:
        sql.html(_statements(view, indicator))


def _command(view: Scope, indicator: str) -> str:
    office = "" if view.department == ALL else f" --department {view.department}"
    return f"xinheng explain {indicator or view.indicator} --plan {view.plan} --region {view.region}{office} --period {view.quarter}"


def _statements(view: Scope, indicator: str) -> str:
    found = departments.statements(view, indicator or view.indicator)
    if not found:
        return f"<p class=xf-quiet>{t('indicator.no_sql')}</p>"
    return "".join(
        f"<p class=xh-caption>{escape(r['name'])}</p><pre class=xh-command>{escape(r['sql'])}</pre>" for r in found
    )


def over(view: Scope) -> None:
    """A plan whose period is over: nobody is compared any more, and where to look instead."""
    to = say.anchor(links.href("overview", view), words.t("departments.over.next"))
    notes.block(f"<div class=xh-empty role=status><p>{t('departments.over.why')}</p><p>{to}</p></div>")
