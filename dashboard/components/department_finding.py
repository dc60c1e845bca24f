"""Who may be named, who lags but may not be, and how many flags chance alone would have given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from dashboard import words
from dashboard.access import Scope
from dashboard.components import department_words as say
from dashboard.components import download, grounds, notes, tables
from dashboard.components.headline import marks, verdict
from dashboard.components.tables import Column, column
from dashboard.reads import departments
from dashboard.words import t

Row = Mapping[str, Any]
MOST_NAMES, MOST_TOLD, MOST_PENDING = 4, 5, 12
LEAST_TO_NAME = 30  # cases (rulings, nameable)


def title(view: Scope, flags: Sequence[Row]) -> str:
    """2026年三季度可点名3个部门（…）、5个地区（…）；另有4项待核."""
    quarter = words.quarter(view.quarter)
    pending = sum(not row["is_nameable"] for row in flags)
    named = [row for row in flags if row["is_nameable"]]
    if not named:
        return t(f"departments.title.{'pending' if pending else 'nobody'}", quarter=quarter, n=pending)
    own = [row for row in named if row["region_code"] == view.region]
    below = [row for row in named if row["region_code"] != view.region]
    who = t("departments.title.and").join(
        part for part in (_named(view, own, "departments"), _named(view, below, "regions")) if part
    )
    rest = t("departments.title.rest", n=pending) if pending else ""
    return t("departments.title.named", quarter=quarter, who=who, rest=rest)


def _named(view: Scope, rows: Sequence[Row], kind: str) -> str:
    names = list(dict.fromkeys(say.of(view, row) for row in rows))
    if not names:
        return ""
    key = f"departments.title.{kind}" if len(names) > 1 or words.language() == "zh" else f"departments.title.one_{kind}"
    return t(key, n=len(names), names=_listed(names))


def _listed(names: Sequence[str]) -> str:
    """How many there are stands before them already."""
    if len(names) <= MOST_NAMES:
        return words.listed(names)
    return t("departments.title.etc", names=words.listed(names[: MOST_NAMES - 1]))


def tested(rows: Sequence[Row], *, is_root: bool) -> None:
    """Tests made, flags to expect by chance, flags found, and what is left of them."""
    p, v = departments.summed(list(rows), "P"), departments.summed(list(rows), "V")
    if not p["n_tests"] and not v["n_tests"]:
        notes.block(f"<p class=xh-sum>{t('departments.tests.none')}</p>")
        return
    line = _line("peers", p) if p["n_tests"] else t("departments.tests.no_peers")
    change = _line("change", v) if v["n_tests"] else ""
    notes.block(
        f"<p class=xh-sum>{escape(line)}<small>{escape(change + ('' if is_root else t('departments.tests.whole')))}</small></p>"
    )


def _line(kind: str, row: Row) -> str:
    return t(
        f"departments.tests.{kind}",
        n=words.number(row["n_tests"]),
        expected=words.number(row["n_expected"], 1),
        found=words.number(row["n_flags"]),
        after=words.number(row["n_after_bh"]),
    )


def flagged(view: Scope, flags: Sequence[Row]) -> None:
    """Those that may be named with their grounds; below them, apart, those to be looked into."""
    named = [row for row in flags if row["is_nameable"]]
    pending = [row for row in flags if not row["is_nameable"]]
    html = notes.section_html(t("departments.named"), t("departments.named_caption"))
    html += _told(view, _spread(view, named)) if named else f"<p class=xh-quiet>{t('departments.named_none')}</p>"
    if len(named) > MOST_TOLD:
        html += f"<p class=xh-caption>{t('departments.more_below', n=len(named) - MOST_TOLD)}</p>"
    if pending:
        body = "".join(f"<li>{_pending(view, row)}</li>" for row in pending[:MOST_PENDING])
        more = len(pending) - MOST_PENDING
        rest = f"<p class=xh-caption>{t('departments.more_below', n=more)}</p>" if more > 0 else ""
        body = f"<p class=xh-caption>{t('departments.pending_caption')}</p><ul class=xh-grounds>{body}</ul>{rest}"
        html += tables.fold(t("departments.pending", n=len(pending)), body)
    notes.block(f"<div class=xd-named>{html}</div>")


def _spread(view: Scope, named: Sequence[Row]) -> list[Row]:
    """As many as fit on a screen: departments and regions both have their place."""
    own = [row for row in named if row["region_code"] == view.region]
    below = [row for row in named if row["region_code"] != view.region]
    kept = max(MOST_TOLD - len(below), MOST_TOLD * 2 // 3)
    return [*own[:kept], *below[: MOST_TOLD - len(own[:kept])]]


def _told(view: Scope, rows: Sequence[Row]) -> str:
    items = (
        f"<li>{verdict(row)}{marks(row)} <b>{say.linked(view, row)}</b> · {_indicator(view, row)}"
        f"<small>{escape(grounds.sentence(row))}</small></li>"
        for row in rows
    )
    return f"<ul class=xh-grounds>{''.join(items)}</ul>"


def _indicator(view: Scope, row: Row) -> str:
    return say.anchor(say.link(view, row), words.named(row) or row["indicator"])


def _pending(view: Scope, row: Row) -> str:
    return f"{say.linked(view, row)} · {_indicator(view, row)} <small>{escape(lacking(row))}</small>"


def lacking(row: Row) -> str:
    """What a lag lacks to be named."""
    if (row["n_lagging_of_three"] or 0) < 2:
        return t("departments.lacks.quarters")
    n = row["judged_n"] or 0
    if n < LEAST_TO_NAME:
        return t("departments.lacks.cases", n=words.number(n), least=LEAST_TO_NAME)
    if row["q_named"] is None:
        return t("departments.lacks.test")
    return t("departments.lacks.chance", q=say.chance(row["q_named"]))


def tests_table(view: Scope, rows: Sequence[Row]) -> download.Offer | None:
    """Family by signal, folded: the sum above is made of these."""
    if not rows:
        return None
    columns = [
        Column(t("departments.head.family"), lambda r: t(f"departments.family.{r['family']}")),
        Column(t("departments.head.signal"), lambda r: t(f"departments.signal.{r['signal']}")),
        column(t("departments.head.n_tests"), "n_tests", "count"),
        Column(t("departments.head.n_expected"), lambda r: words.number(r["n_expected"], 1), "right"),
        column(t("departments.head.n_flags"), "n_flags", "count"),
        column(t("departments.head.n_after_bh"), "n_after_bh", "count"),
    ]
    table = tables.html(rows, columns, caption=t("departments.tests.heading"))
    said = f"<p class=xh-text>{t('departments.tests.how')}</p>"
    notes.block(tables.fold(t("departments.tests.heading"), said + table))
    return download.Offer(
        "department_tests",
        t("departments.tests.heading"),
        lambda: tables.frame(rows, columns),
        t("departments.tests.how"),
    )
