"""How visits were made, quarter by quarter, and what is odd about them, counted for what it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from dashboard import words
from dashboard.access import Scope
from dashboard.components import download, notes, tables
from dashboard.components import inspection_words as say
from dashboard.components.tables import Column, column
from dashboard.words import t

Row = Mapping[str, Any]
ODD = (
    "n_without_tier",
    "n_unknown_entity",
    "n_deregistered",
    "n_before_registration",
    "n_non_workday",
    "n_unofficial_year",
)
UNCERTAIN = ("n_unknown_entity", "n_deregistered", "n_before_registration")  # the entity itself is in doubt


def show(view: Scope, rows: Sequence[Row]) -> download.Offer | None:
    """Shares of joint and off-site checks, quarter by quarter."""
    caption = t("inspections.manner.caption", view=say.here(view))
    now = next((r for r in rows if r["quarter"] == view.quarter), None)
    if now is None or not now["n_visits"]:
        notes.section(t("inspections.manner.none"), caption)
    else:
        shares = {
            "joint": words.percent(say.share(now["n_joint"], now["n_visits"])),
            "remote": words.percent(say.share(now["n_remote"], now["n_with_mode"])),
        }
        notes.section(
            t("inspections.manner.heading" if now["n_with_mode"] else "inspections.manner.heading_joint", **shares),
            caption,
        )
    if not rows:
        notes.block(notes.quiet(t("inspections.manner.none_why")))
        return None
    columns = [
        Column(t("common.quarter"), lambda r: words.quarter(r["quarter"])),
        column(t("inspections.head.n_visits"), "n_visits", "count"),
        Column(t("inspections.manner.joint"), lambda r: _share(r["n_joint"], r["n_visits"]), "right_html"),
        Column(t("inspections.manner.remote"), lambda r: _share(r["n_remote"], r["n_with_mode"]), "right_html"),
        Column(t("inspections.manner.mode_unstated"), lambda r: r["n_visits"] - r["n_with_mode"], "count"),
    ]
    taken = [
        columns[0],
        *(
            column(t(f"inspections.head.{k}"), k, "count")
            for k in ("n_visits", "n_joint", "n_with_mode", "n_remote", *ODD)
        ),
    ]
    notes.block(
        tables.html(rows, columns, caption=t("inspections.manner.caption", view=""))
        + notes.how_to_read_html(t("inspections.manner.how"))
    )
    return download.Offer(
        "inspection_manner",
        t("inspections.manner.offer"),
        lambda: tables.frame(rows, taken),
        t("inspections.manner.how"),
    )


ODD = (
    "n_without_tier",
    "n_unknown_entity",
    "n_deregistered",
    "n_before_registration",
    "n_non_workday",
    "n_unofficial_year",
)


def _share(x: int, n: int) -> str:
    if not n:
        return f"<span class=xh-quiet>{words.blank('not_returned' if x is not None else None)}</span>"
    return f"{words.percent(x / n)} <small class=xh-quiet>{words.fraction(x, n)}</small>"


def odd(view: Scope, year: Row, n_unbanded: int | None, refused: Sequence[Row]) -> None:
    """Odd visits and missing bands, each counted for what it is. None of them is an error of this page, none is dropped unseen."""
    n = year.get("n_visits") or 0
    total = sum(year.get(k) or 0 for k in UNCERTAIN)
    heading = t("inspections.odd.heading", n=words.number(total)) if total else t("inspections.odd.none")
    notes.section(heading, t("inspections.odd.caption", since=say.since(view)))
    lines = {t(f"inspections.head.{k}"): _odd(year.get(k), n, t(f"inspections.odd.{k}")) for k in ODD}
    if n_unbanded is not None:
        lines[t("inspections.odd.unbanded")] = (
            f"<b>{words.number(n_unbanded)}</b> <span class=xf-quiet>{t('inspections.odd.unbanded_is')}</span>"
        )
    lines[t("inspections.odd.refused")] = _refused(refused)
    notes.block(say.facts(lines))


def _odd(count: int | None, n: int, meaning: str) -> str:
    if count is None:
        return f"<span class=xf-quiet>{words.blank('not_returned')}</span>"
    return f"<b>{words.number(count)}</b> <span class=xf-quiet>{words.fraction(count, n) if n else ''} {escape(meaning)}</span>"


def _refused(refused: Sequence[Row]) -> str:
    """Bands sent and set aside: the rule that set them aside is the reason."""
    if not refused:
        return f"<b>0</b> <span class=xf-quiet>{t('inspections.odd.refused_none')}</span>"
    reasons = [t("inspections.odd.reason", reason=_rule(r["rule"]), n=words.number(r["n_rows"])) for r in refused]
    return f"<b>{words.number(sum(r['n_rows'] for r in refused))}</b> <span class=xf-quiet>{escape(words.listed(reasons))}</span>"


def _rule(rule: str) -> str:
    key = f"inspections.refused.{rule}"
    return t(key) if words.has(key) else rule
