"""What every block of the page `inspections` says the same way: tiers, ways of selection, offices, tests, states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

from dashboard import theme, words
from dashboard.access import ALL, Scope
from dashboard.components import filters
from dashboard.reads import shell
from dashboard.reads.inspections import SURE
from dashboard.words import t

Row = Mapping[str, Any]
# A state of ours borrows sign and colour of a judgement; its word is its own, so no reader takes one for the other.
MARKS = {
    "rising": "met",
    "rising_unsure": "on_course",
    "inverted_unsure": "watch",
    "inverted": "lagging",
    "no_evidence": "watch",
    "too_few": "insufficient",
    "one_tier": "insufficient",
    "within": "met",
    "above": "watch",
    "short": "lagging",
    "under_way": "on_course",
    "no_band": "no_target",
    "as_random": "met",
    "not_random": "lagging",
    "cannot_say": "insufficient",
    "no_draws": "no_target",
}
P_SMALL = 0.001


def tier(code: str) -> str:
    """A tier with what it means: A级(低风险)."""
    return t(f"inspections.tier.{code}")


def tier_short(code: str) -> str:
    """A tier in a heading: A级."""
    return t(f"inspections.tier_short.{code}")


def way(code: str) -> str:
    """A way of selection; '*' is any."""
    return t(f"inspections.way.{'any' if code == '*' else code}")


def chip(state: str) -> str:
    """A state as HTML: sign, word and colour."""
    like = MARKS[state]
    return f"<span class='xh-chip xh-{like}'><i>{theme.mark(like).sign}</i>{t(f'inspections.state.{state}')}</span>"


def verdict(row: Row) -> str | None:
    """The state of a gradient; what does not outlast the correction for many tests is only suspected."""
    is_sure = row["q_trend"] is None or row["q_trend"] <= SURE
    return row["state"] if is_sure or row["state"] not in ("rising", "inverted") else f"{row['state']}_unsure"


def p_value(p: float | None) -> str:
    """p = 0.012, or p < 0.001."""
    if p is None:
        return ""
    return t("inspections.p_small") if p < P_SMALL else t("inspections.p", p=words.number(p, 3))


def times(value: float | None) -> str:
    """A multiple with digits that fit its size; without an end, ∞."""
    if value is None:
        return words.NONE
    if value == float("inf"):
        return "∞"
    return words.number(value, 2 if value < 10 else 1 if value < 100 else 0)


def share(x: int | None, n: int | None) -> float | None:
    """x of n as a share; None without a base."""
    return x / n if x is not None and n else None


def rate(x: int | None, n: int | None) -> str:
    """Share and counts in words: 12.0%(6/50)."""
    return t("inspections.rate", share=words.percent(share(x, n)), counts=words.fraction(x, n))


def office(view: Scope, region: str, department: str) -> str:
    """Region and department as one name."""
    place = words.named(shell.region_names(view).get(region, {})) or region
    if department == ALL:
        return place
    return t("inspections.office", region=place, department=department_name(view, department))


def department_name(view: Scope, code: str) -> str:
    """A department in words; its code where it is unknown."""
    return words.named(shell.department_names(view).get(code, {})) or code


def here(view: Scope) -> str:
    """The chosen region and department as one name."""
    return office(view, view.region, view.department)


def since(view: Scope) -> str:
    """Region and department of the view, and from when to when is counted."""
    year, number = view.quarter.split("Q")
    place = f"{filters.region_name(view)} · {filters.department_name(view)}"
    return t("inspections.since", view=place, year=year, month=int(number) * 3)


def facts(lines: Mapping[str, str]) -> str:
    """Label and HTML side by side; lines without text are left out."""
    rows = "".join(f"<dt>{escape(label)}</dt><dd>{html}</dd>" for label, html in lines.items() if html)
    return f"<dl class=xf-facts>{rows}</dl>"


def headed(*columns: str) -> list[pl.Expr]:
    """Columns of a frame under their headings."""
    return [pl.col(column).alias(t(f"inspections.head.{column}")) for column in columns]


def exported(row: Row, *keys: str) -> dict[str, Any]:
    """Columns of a row under their headings, as they are: a download keeps numbers."""
    return {t(f"inspections.head.{key}"): row[key] for key in keys}


def graded(row: Row) -> dict[str, str]:
    """Tier and way of selection of a row under their headings."""
    return {t("inspections.head.tier"): tier(row["tier"]), t("inspections.head.selection"): way(row["selection"])}


def state(row: Row, key: str = "state") -> dict[str, str]:
    """The state of a row in words under its heading; none is no band."""
    return {t(f"inspections.head.{key}"): t(f"inspections.state.{row[key] or 'no_band'}")}


def twin(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """A frame of rows whose keys are headings already; a column of nothing but blanks is one of numbers."""
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.col(pl.Null).cast(pl.Float64))
