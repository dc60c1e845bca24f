"""The table the page begins with: what ought not to be, how many of how many, how long, who answers for it, by which rule."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import download, filters, notes, tables
from dashboard.components import rights_words as say
from dashboard.components.tables import Column, column
from dashboard.reads import rights, shell
from dashboard.words import t

Row = Mapping[str, Any]
MOST_NAMES = 3
COUNTS = ("n_standing", "n", "n_of", "n_new", "n_entities", "days_median", "days_most", "n_straddling", "n_left_out")
EVENT = "repaired_early"  # happens once and does not stand


def finding(view: Scope, found: Mapping[str, Row], feeds: Mapping[str, Row]) -> str:
    """The page's title: how many kinds still stand at the end of the quarter, and the largest by name."""
    if not any(feed in feeds for feed in rights.FEEDS[:4]):
        return t("rights.finding.none")
    standing = sorted((-r["n_standing"], d) for d, r in found.items() if r["n_standing"])
    when = words.quarter(view.quarter)
    if not found:
        return say.here(view) + t("rights.finding.nothing_to_befall", quarter=when)
    if not standing:
        was = sum(1 for r in found.values() if r["n"])
        key = "none_standing" if was else "clean"
        return say.here(view) + t(f"rights.finding.{key}", quarter=when, looked=len(found), was=was)
    most = [t("rights.finding.item", defect=say.name(d), n=words.number(-n)) for n, d in standing[:MOST_NAMES]]
    named = words.listed(most) + (t("rights.finding.more") if len(standing) > MOST_NAMES else "")
    return say.here(view) + t(
        "rights.finding.standing", quarter=when, looked=len(found), kinds=len(standing), named=named
    )


def show(view: Scope, found: Mapping[str, Row], feeds: Mapping[str, Row]) -> download.Offer:
    """One line a defect, those that stand first in each group; none is left out."""
    before = rights.standing_before(view)
    rows = [_row(defect, found.get(defect), before.get(defect), feeds) for defect in rights.DEFECTS]
    day = min(filter(None, (shell.build(view)["as_of"], _ends_on(view.quarter))), default=None)
    notes.caption(t("rights.defects.caption", view=filters.described(view), day=words.day(day)))
    columns = [
        Column(say.head("defect"), lambda r: _name(view, r["defect"]), "html"),
        Column(say.head("state"), lambda r: say.chip(r["state"]), "html"),
        Column(say.head("n_standing"), _standing, "right_html"),
        Column(
            say.head("share"),
            lambda r: say.share(r, "n", "n_of", "low", "high") if r["n_of"] else _why(r),
            "right_html",
        ),
        Column(say.head("n_new"), lambda r: r["n_new"] if r["n_of"] else None, "count"),
        Column(say.head("n_entities"), lambda r: r["n_entities"] if r["n_of"] else None, "count"),
        Column(say.head("days"), _days, "right"),
        Column(say.head("offices"), lambda r: say.offices(view, r["defect"]), "html"),
        Column(say.head("rule"), lambda r: f"<span class=xr-rule>{say.rule(view, r['defect'])}</span>", "html"),
    ]
    to = escape(links.href("sanctions", view), quote=True)
    beside = f"<p class=xf-close><a href='{to}'>{t('rights.to_sanctions')}</a></p>"
    notes.block(
        f"<div class='xh-more xr-defects'>{tables.html(rows, columns, caption=t('rights.defects.heading'))}</div>"
        + notes.how_to_read_html(t("rights.how.defects")) + beside
    )  # fmt: skip
    exported = [
        Column(say.head("defect"), lambda r: say.name(r["defect"])),
        Column(say.head("state"), lambda r: t(f"rights.state.{r['state']}")),
        *(column(say.head(c), c, "count") for c in COUNTS),
        column(say.head("low"), "low", "rate"), column(say.head("high"), "high", "rate"),
        Column(say.head("rule"), lambda r: say.rule_text(view, r["defect"])),
        Column(say.head("unverified"), lambda r: t("common.unverified") if say.is_unverified(view, r["defect"]) else ""),
    ]  # fmt: skip
    return download.Offer(
        "rights_defects", t("rights.defects.heading"), lambda: tables.frame(rows, exported), t("rights.how.defects")
    )


def _row(defect: str, row: Row | None, before: int | None, feeds: Mapping[str, Row]) -> dict[str, Any]:
    """The stored row with its state; what had nothing to befall says why."""
    blank = (
        None
        if row and row["n_of"]
        else "not_returned"
        if any(f not in feeds for f in rights.NEEDED[defect])
        else "not_applicable"
    )
    kept = dict(row) if row else {**dict.fromkeys(COUNTS), "n": None, "n_of": 0, "low": None, "high": None}
    state = "blank" if blank else "standing" if kept["n_standing"] else "was" if kept["n"] else "none"
    return {**kept, "defect": defect, "why": blank, "state": state, "before": before}


def _name(view: Scope, defect: str) -> str:
    now = " aria-current=true" if view.defect == defect else ""
    return f"<a class=xh-link href='rights?defect={defect}'{now}>{escape(say.name(defect))}</a>"


def _standing(row: Row) -> str:
    if row["why"]:
        return _why(row)
    if row["defect"] == EVENT:
        return f"<span class=xh-quiet>{t('rights.event')}</span>"
    was = "" if row["before"] is None else f" <small>{t('rights.before', n=words.number(row['before']))}</small>"
    return f"<b>{words.number(row['n_standing'])}</b>{was}"


def _why(row: Row) -> str:
    """Which of the blanks: not sent, or nothing that it could have befallen."""
    return f"<span class=xh-quiet>{words.blank(row['why'])}</span>"


def _days(row: Row) -> str:
    if not row["n"] or row["defect"] == EVENT:
        return ""
    return t("rights.days", median=words.number(row["days_median"]), most=words.number(row["days_most"]))


def _ends_on(quarter: str) -> Any:
    import datetime as dt

    year, n = int(quarter[:4]), int(quarter[5])
    return dt.date(year + n // 4, 3 * n % 12 + 1, 1) - dt.timedelta(days=1)
