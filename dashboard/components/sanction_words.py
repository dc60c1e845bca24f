"""What every block of the page `sanctions` says the same way: measures, lists, steps, claims, shares with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import polars as pl

from dashboard import links, theme, words
from dashboard.access import ALL, Scope
from dashboard.components import filters
from dashboard.reads import sanctions, shell
from dashboard.reads.over_time import quarters_to
from dashboard.words import t

Row = Mapping[str, Any]
# A claim borrows sign and colour of a judgement; its word is its own.
MARKS = {
    "works": "met",
    "works_against": "lagging",
    "no_effect_seen": "watch",
    "association_only": "no_target",
    "cannot_say": "insufficient",
}
# state of a measure -> how its part of the bar looks
LOOKS = {
    "n_fed_back_effect": "done",
    "n_fed_back_unstated": "plain",
    "n_feedback_open": "open",
    "n_not_fed_back": "late",
    "n_unapplied": "lost",
    "n_unchecked": "gone",
}
P_SMALL = 0.001


def measure(view: Scope, code: str) -> str:
    """A measure in the plan's words; its code where no plan names it."""
    if code == ALL:
        return t("sanctions.all_measures")
    return words.named(sanctions.names(view).get(code, {})) or code


def listed(code: str) -> str:
    """A list in words; '*' is all."""
    return t(f"sanctions.list.{'all' if code == ALL else code}")


def graded(code: str) -> str:
    """A grade in words; '*' is all."""
    return t(f"sanctions.grade.{'all' if code == ALL else code}")


def state(code: str) -> str:
    """Where a measure stands, in words."""
    return t(f"sanctions.state.{code}")


def department(view: Scope, code: str) -> str:
    """A department in words; its code where it is unknown."""
    return words.named(shell.department_names(view).get(code, {})) or code


def chip(claim: str) -> str:
    """A claim as HTML: sign, word and colour."""
    like = MARKS[claim]
    return f"<span class='xh-chip xh-{like}'><i>{theme.mark(like).sign}</i>{t(f'sanctions.claim.{claim}')}</span>"


def reason(code: str | None) -> str:
    """Why no more is claimed; a code of the build that has no words yet is shown as it is."""
    if not code:
        return ""
    key = f"sanctions.reason.{code}"
    return t(key) if words.has(key) else code


def here(view: Scope) -> str:
    """Region and department in front of a title; nothing for the whole jurisdiction."""
    parts = [filters.region_name(view)] if view.region != sanctions.root(view) else []
    parts += [filters.department_name(view)] if view.department != ALL else []
    return t("flags.comma").join(parts) + t("flags.colon") if parts else ""


def described(view: Scope) -> str:
    """The view and the page's own choices in one line."""
    given = sanctions.choices(view)
    parts = [filters.described(view), window(view, given["window"])]
    parts += [listed(given["list"])] if given["list"] != ALL else []
    parts += [graded(given["grade"])] if given["grade"] != ALL else []
    return " · ".join(parts)


def at_told(view: Scope) -> str:
    """The filters with the quarter the curves were told at: not every quarter has its own."""
    return filters.described(replace(view, quarter=sanctions.told(view)["curves"] or view.quarter))


def window(view: Scope, n_quarters: int) -> str:
    """From which quarter to which the listings were made."""
    if n_quarters == 1:
        return t("sanctions.listed_in", quarter=words.quarter(view.quarter))
    first, *_, last = map(words.quarter, quarters_to(view.quarter, n_quarters))
    return t("sanctions.listed_from_to", first=first, last=last)


def to(view: Scope, **changes: str) -> str:
    """The address of this page with one thing changed."""
    return escape(links.href("sanctions", view, **changes), quote=True)


def step(row: Row, name: str, days: float | None = None) -> str:
    """A share for a table: per cent, x/n, its interval as a thin bar, and the median days it took. No base says so."""
    if not row[f"{name}_n"]:
        return f"<span class=xh-quiet>{t(f'sanctions.nothing.{name}')}</span>"
    said = f"<b>{words.percent(row[f'{name}_rate'])}</b> <small>{words.fraction(row[f'{name}_x'], row[f'{name}_n'])}</small>"
    took = f"<small class=d>{t('sanctions.median', n=words.number(days, 0))}</small>" if days is not None else ""
    return said + whisker(row[f"{name}_low"], row[f"{name}_high"]) + took


def whisker(low: float | None, high: float | None) -> str:
    """The interval on a line from 0 to 100 %; its numbers are in the download."""
    if low is None or high is None:
        return ""
    return f"<i class=xs-w><i style=left:{low * 100:.0f}%;right:{100 - high * 100:.0f}%></i></i>"


def stack(row: Row) -> str:
    """Where the measures owed stand, as one bar; what is apart (not due, suspended, void) is no part of it."""
    parts = [(code, row.get(code) or 0, look) for code, look in LOOKS.items()]
    bars = "".join(f"<i class=xs-{look} style=flex:{n}></i>" for _, n, look in parts if n)
    return f"<span class=xs-stack aria-hidden=true>{bars}</span>"


def legend() -> str:
    """The parts of `stack` with their names."""
    items = "".join(f"<span><i class=xs-{look}></i>{escape(state(code))}</span>" for code, look in LOOKS.items())
    return f"<p class=xs-legend>{items}</p>"


def p_value(p: float | None) -> str:
    """p = 0.012, or p < 0.001."""
    if p is None:
        return ""
    return t("sanctions.p_small") if p < P_SMALL else t("sanctions.p", p=words.number(p, 3))


def times(value: float | None) -> str:
    """A ratio with digits that fit its size; without an end, ∞."""
    if value is None:
        return words.NONE
    if value == float("inf"):
        return "∞"
    return words.number(value, 2 if value < 10 else 1 if value < 100 else 0)


def between(low: float | None, high: float | None) -> str:
    """An interval of ratios; empty where there is none."""
    return "" if low is None or high is None else f"{times(low)}–{times(high)}"


def bare(difference: float | None) -> str:
    """A difference in points without the word."""
    return words.NONE if difference is None else f"{difference * 100:+.1f}".replace("-", "−")


def yuan(amount: float | None) -> str:
    """An amount in yuan, in the larger units of its language where it is large."""
    if amount is None:
        return words.NONE
    if words.language() == "zh" and amount >= 100_000_000:
        return t("sanctions.yi", n=words.number(amount / 100_000_000, 2))
    if amount >= 10_000:
        in_zh = words.language() == "zh"
        return t("sanctions.wan", n=words.number(amount / (10_000 if in_zh else 1_000_000), 1 if in_zh else 2))
    return t("common.yuan", n=words.number(amount))


def head(key: str) -> str:
    """A heading of this page's tables."""
    return t(f"sanctions.head.{key}")


def headed(row: Row, *keys: str) -> dict[str, Any]:
    """Columns of a row under their headings, as they are: a download keeps numbers."""
    return {head(key): row.get(key) for key in keys}


def twin(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """A frame of rows whose keys are headings already; a column of nothing but blanks is one of numbers."""
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.col(pl.Null).cast(pl.Float64))
