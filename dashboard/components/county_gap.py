"""How much is missing to the target, to the middle of the peers and to what the best already reach, in cases."""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape
from typing import Any

from dashboard import words
from dashboard.access import Scope
from dashboard.components import county_words as say
from dashboard.components import download, filters, grounds, notes, tables
from dashboard.components.tables import Column
from dashboard.reads.county import Peers, Profile
from dashboard.words import t

Row = Mapping[str, Any]
MOST = 10
ORDER = {"lagging": 0, "not_met": 0, "watch": 1, "on_course": 2, "insufficient": 5}  # too few cases come last
TINY = 1e-9


def show(view: Scope, found: Profile, beside: Peers) -> download.Offer | None:
    """The table, what is judged worst first and there what is nearest to being made good."""
    rows = [{**row, "missing": {to: missing(row, to) for to in LEVELS}} for row in found.rows if _can_fall_short(row)]
    rows = [row for row in rows if any((v or 0) > 0 for v in row["missing"].values())]
    rows.sort(key=_urgency)
    section = notes.section_html(
        t("county.gap.heading", n=len(rows)),
        t("county.gap.caption", view=filters.described(view), among=say.among(view, beside)),
    )
    if not rows:
        notes.block(f"{section}<p class=xh-quiet>{t('county.gap.none')}</p>")
        return None
    shown = [
        Column(t("county.head.indicator"), _name, "html"),
        Column(t("county.head.value"), _now, "right_html"),
        *(Column(t(f"county.head.to_{to}"), lambda r, to=to: _cell(r, to), "html") for to in LEVELS),
        Column(t("county.head.sure"), lambda r: t(f"county.side.{r['side'] or 'untested'}")),
    ]  # fmt: skip
    table = tables.html(rows, shown, caption=t("county.gap.title"), most=MOST)
    notes.block(f"{section}<div class='xh-more xc-gap'>{table}{notes.how_to_read_html(t('county.gap.how'))}</div>")
    return download.Offer(
        "county_gap", t("county.gap.title"), lambda: tables.frame(rows, _exported()), t("county.gap.how")
    )


LEVELS = ("target", "middle", "benchmark")
_KEYS = {"target": "target", "middle": "near_middle", "benchmark": "benchmark"}


def _now(row: Row) -> str:
    counts = words.fraction(row["numerator"], row["denominator"])
    return f"{escape(words.value(row['value'], row['unit']))}<small>{counts}</small>"


def _name(row: Row) -> str:
    """The indicator, and what its cases are."""
    counted = words.pick(row, "numerator")
    return say.indicator(row) + (f"<small>{escape(t('county.gap.counted', what=counted))}</small>" if counted else "")


def _can_fall_short(row: Row) -> bool:
    return row["value"] is not None and row.get("direction") in ("up", "down") and not row["blank"]


def missing(row: Row, to: str) -> float | None:
    """Cases (or units of the value, where there are no cases) missing to a level; 0 or less where it is reached."""
    level = _level(row, to)
    if level is None:
        return None
    short = (row["value"] - level) if _is_less_better(row, to) else (level - row["value"])
    n = row["denominator"]
    if row["unit"] != "percent" or not n:
        return float(short)
    return float(math.ceil(short * n - TINY)) if short > TINY else 0.0


def _is_less_better(row: Row, to: str) -> bool:
    is_held = to == "target" and row["comparator"] in ("<=", ">=")
    return row["comparator"] == "<=" if is_held else row["direction"] == "down"


def _level(row: Row, to: str) -> float | None:
    """What is aimed at; of targets the one in force, else one already passed that is to be held."""
    if to == "target" and row["target"] is None:
        return row["floor"]
    return row[_KEYS[to]]


def _urgency(row: Row) -> tuple[Any, ...]:
    short = [v for v in row["missing"].values() if v and v > 0]
    is_tested = row["q"] is not None
    return (
        ORDER.get(row["word"] or "", 3 if is_tested else 4),
        row["side"] != "behind",
        row["unit"] != "percent",
        min(short),
        row["indicator"],
    )


def _cell(row: Row, to: str) -> str:
    """还差37 and what is counted, the level it leads to beside it."""
    units = row["missing"][to]
    level = _level(row, to)
    if level is None:
        return f"<span class=xh-quiet>{t(f'county.gap.no_{to}')}</span>"
    held = escape(words.value(level, row["unit"]))
    if units is None or units <= 0:
        return f"{t('county.gap.reached')}<small>{held}</small>"
    return f"<b>{escape(said(row, to))}</b><small>{held}</small>"


def said(row: Row, to: str) -> str:
    """还差37, 超出12, 还差0.8个工作日."""
    units = row["missing"][to]
    less = _is_less_better(row, to)
    amount = words.number(units) if row["unit"] == "percent" and row["denominator"] else words.value(units, row["unit"])
    return t(f"county.gap.{'over' if less else 'short'}", n=amount)


def _exported() -> list[Column]:
    columns = [
        Column(t("county.head.indicator"), lambda r: f"{r['indicator']} {words.named(r)}"),
        Column(t("county.head.counted"), lambda r: words.pick(r, "numerator")),
        Column(t("county.head.verdict"), grounds.word),
        Column(t("county.head.value"), lambda r: r["value"]),
        Column(t("county.head.x"), lambda r: r["numerator"]),
        Column(t("county.head.n"), lambda r: r["denominator"]),
    ]
    for to in LEVELS:
        columns.append(Column(t(f"county.head.level_{to}"), lambda r, to=to: _level(r, to)))
        columns.append(Column(t(f"county.head.to_{to}"), lambda r, to=to: r["missing"][to]))
    return [*columns, Column(t("county.head.sure"), lambda r: t(f"county.side.{r['side'] or 'untested'}"))]
