"""How regions are compared, opened up: definitions, the rules, the command that repeats a verdict, the SQL."""

from __future__ import annotations

from html import escape

from dashboard import links
from dashboard.access import Scope
from dashboard.components import department_words, tables
from dashboard.reads import departments
from dashboard.words import t

DEFINED = ("peers", "value", "test", "places", "benchmark", "gap", "like", "past")


def show(view: Scope) -> None:
    """A fold; nothing of it travels before it is opened."""
    fold = tables.opened(t("county.box.heading"), "county_box_fold")
    if not fold:
        return
    rows = "".join(f"<dt>{t(f'county.define.{k}')}</dt><dd>{escape(t(f'county.define.{k}_is'))}</dd>" for k in DEFINED)
    to = department_words.anchor(links.href("methods", view), t("county.box.rules"))
    command = f"xinheng explain {view.indicator} --plan {view.plan} --region {view.region} --period {view.quarter}"
    found = departments.statements(view, view.indicator)
    sql = "".join(
        f"<p class=xh-caption>{escape(r['name'])}</p><pre class=xh-command>{escape(r['sql'])}</pre>" for r in found
    )
    fold.html(
        f"<p class=xh-caption>{t('county.box.caption')}</p><dl class=xf-facts>{rows}</dl><p class=xh-text>{to}</p>"
        f"<p class=xh-caption>{t('county.box.command')}</p><pre class=xh-command>{escape(command)}</pre>"
        + tables.fold(t("indicator.sql"), sql or f"<p class=xf-quiet>{t('indicator.no_sql')}</p>")
    )
