"""The figures of the page `indicator`: the series, and who stands where this quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.charts import breakdown as breakdown_chart
from dashboard.charts import series as series_chart
from dashboard.components import figures, filters, notes
from dashboard.components.pace import needed
from dashboard.reads import base, indicator, process
from dashboard.words import t

Row = Mapping[str, Any]
MOST_NAMES = 6  # in a title
BREAKDOWN = {
    "name": pl.String, "numerator": pl.Float64, "denominator": pl.Float64, "word": pl.String, "blank": pl.String,
    **dict.fromkeys(("value", "low", "high", "target", "gap_units"), pl.Float64),
}  # fmt: skip


def choose(view: Scope) -> None:
    """The chooser: code, mechanism and both names in every label, so that either language finds it."""
    left, right = st.columns([5, 2], vertical_alignment="center")
    with right:
        whole = st.toggle(t("indicator.whole_catalogue"), key="whole_catalogue")
    with left:
        filters.choose("indicator", _every(view) if whole else _own(view), collapsed=True)


@base.kept_by("plan", "indicator", "lang")
def _own(view: Scope) -> dict[str, str]:
    return {code: _label(code, row) for code, row in indicator.choices(view, whole_catalogue=False).items()}


@base.kept_by("plan", "lang")
def _every(view: Scope) -> dict[str, str]:
    return {code: _label(code, row) for code, row in indicator.choices(view, whole_catalogue=True).items()}


def _label(code: str, row: Row) -> str:
    return f"{words.pick(row, 'mechanism')} › {code} {row['name_zh']} · {row['name_en']}"


def series(view: Scope, card: Row, now: Row | None, targets: list[Row], until: date, *, is_over: bool) -> None:
    """Value by quarter with interval, targets and the straight line."""
    quarters = indicator.series(view)
    heading, caption = (
        _moved(card, now, quarters, is_over=is_over),
        t("indicator.series_caption", view=filters.described(view)),
    )
    numbered = series_chart.numbered(targets)
    if quarters["value"].null_count() == quarters.height and not numbered:
        notes.section(heading, caption)
        notes.nothing_here(view)
        return
    months = (
        indicator.months(view, until)
        if card["series"] == "flow" and card["unit"] in ("percent", "ratio", "duration")
        else None
    )
    drawn = series_chart.draw(
        quarters, unit=card["unit"], ceiling=ceiling(card), months=months, targets=numbered, chosen=view.quarter,
        fan=None if is_over else process.fan(view),
    )  # fmt: skip
    figures.show(
        drawn, lambda: _series_twin(quarters), key="series", heading=heading, caption=caption, how=t("figures.note.series"), view=view,
        definitions=definitions(card), shares=_shares(card),
    )  # fmt: skip


def _moved(card: Row, now: Row | None, quarters: pl.DataFrame, *, is_over: bool) -> str:
    """What the series says in one line: achieved against required pace where both are known."""
    unit, known = card["unit"], quarters.height - quarters["value"].null_count()
    if not known:
        return t("indicator.moved_none")
    if is_over:
        return t("indicator.moved_over", n=known)
    if now and now["pace_achieved"] is not None and now["word"] == "met" and now["target"] is not None:
        return t("indicator.moved_met", achieved=words.change(now["pace_achieved"], unit))
    if now and now["pace_achieved"] is not None and now["pace_required"] is not None:
        return t("indicator.moved_both", achieved=words.change(now["pace_achieved"], unit), required=needed(now, unit))
    if now and now["pace_achieved"] is not None:
        return t("indicator.moved", achieved=words.change(now["pace_achieved"], unit))
    return t("indicator.moved_not", n=known)


def regions(view: Scope, card: Row, now: Row | None) -> None:
    """This quarter by region."""
    _breakdown(view, card, now, indicator.regions(view), key="regions")


def departments(view: Scope, card: Row, now: Row | None) -> None:
    """This quarter by department."""
    _breakdown(view, card, now, indicator.departments(view), key="departments")


def _breakdown(view: Scope, card: Row, now: Row | None, found: Sequence[Row], *, key: str) -> None:
    rows = [{**row, "name": words.pick(row, "name")} for row in found]
    caption = t(f"indicator.{key}_caption", view=filters.described(view))
    if all(row["value"] is None for row in rows):
        is_hidden = any(row["blank"] == "suppressed" for row in rows)
        why = t("indicator.why_suppressed") if is_hidden else t(f"indicator.{key}_why_none")
        notes.block(notes.section_html(t(f"indicator.{key}_none"), caption) + f"<p class='xf-quiet'>{why}</p>")
        return
    one = key.removesuffix("s")
    drawn = breakdown_chart.draw(
        rows,
        unit=card["unit"],
        direction=card["direction"],
        target=now["target"] if now else None,
        ceiling=ceiling(card),
        link=lambda row: f"indicator?{one}={row[f'{one}_code']}",
    )
    html = f"<div class=xh-more>{drawn}</div>"  # whose links name only what they change
    note = t("figures.note.breakdown") + (
        "" if key == "regions" or card["comparable_departments"] else t("indicator.not_comparable")
    )
    figures.show(
        html, lambda: _breakdown_twin(rows, key), key=key, heading=_who(rows, key), caption=caption, how=note, view=view,
        definitions=definitions(card), shares=_shares(card),
    )  # fmt: skip


def _who(rows: Sequence[Row], key: str) -> str:
    """Who lags, by name; where nobody does, the spread."""
    lagging = [row["name"] for row in rows if row["word"] == "lagging"]
    n_known = sum(row["value"] is not None for row in rows)
    what = t(f"indicator.{key}_unit")
    if lagging:
        return t("indicator.who_lags", names=words.listed(lagging, MOST_NAMES), n=n_known - len(lagging), what=what)
    judged = [row for row in rows if row["value"] is not None and row["word"] not in (None, "insufficient")]
    if len(judged) == 1:
        name, word = judged[0]["name"], words.judgement(judged[0]["word"])
        single = "indicator.single" if n_known == 1 else "indicator.single_of"
        return t(single, what=what, name=name, word=word, n=n_known - 1)
    if judged:
        short = sum(row["word"] not in ("met", "on_course") for row in judged)
        return t("indicator.nobody_lags" if short else "indicator.all_well", n=len(judged), what=what, short=short)
    return t("indicator.nobody_judged", n=n_known, what=what)


def ceiling(card: Row) -> float | None:
    """Where the value can go at most: the card's own ceiling, else 1 for a share."""
    return card["ceiling"] if card["ceiling"] is not None else 1.0 if card["unit"] == "percent" else None


def definitions(card: Row) -> dict[str, str]:
    """What a download says about its numbers."""
    parts = {t(f"indicator.field.{k}"): words.pick(card, k) for k in ("numerator", "denominator")}
    return {
        words.named(card): card["indicator"],
        **{k: v for k, v in parts.items() if v},
        t("indicator.field.unit"): t(f"indicator.units.{card['unit']}"),
    }


def _shares(card: Row) -> list[str]:
    """Headings whose numbers are shares 0-1, shown as per cent on screen and left as they are in a download."""
    return (
        [t(f"indicator.{k}") for k in ("value", "low", "high", "target", "expected")]
        if card["unit"] == "percent"
        else []
    )


def _series_twin(quarters: pl.DataFrame) -> pl.DataFrame:
    return quarters.reverse().select(
        _called("period", "common.quarter"), *_numbers(), *_said(), *_interval(), _called("target", "indicator.target"),
        _called("target_on", "indicator.target_on"), _called("expected", "indicator.expected"),
    )  # fmt: skip


def _breakdown_twin(rows: Sequence[Row], key: str) -> pl.DataFrame:
    kept = pl.DataFrame([{column: row[column] for column in BREAKDOWN} for row in rows], schema=BREAKDOWN)
    return kept.sort("value", descending=True, nulls_last=True).select(
        _called("name", f"indicator.{key}_unit"), *_numbers(), *_said(), *_interval(), _called("target", "indicator.target"),
        _called("gap_units", "indicator.gap_units"),
    )  # fmt: skip


def _called(column: str, key: str) -> pl.Expr:
    return pl.col(column).alias(t(key))


def _numbers() -> list[pl.Expr]:
    return [
        _called("value", "indicator.value"),
        _called("numerator", "indicator.x"),
        _called("denominator", "indicator.n"),
    ]


def _interval() -> list[pl.Expr]:
    return [_called("low", "indicator.low"), _called("high", "indicator.high")]


def _said() -> list[pl.Expr]:
    """Judgement and, where the cell is empty, which kind of empty."""
    said = {w: words.judgement(w) for w in ("met", "on_course", "watch", "lagging", "not_met", "insufficient")}
    blanks = {b: words.blank(b) for b in ("not_applicable", "not_returned", "refused", "suppressed")}
    word = pl.col("word").replace_strict(said, default=words.judgement(None))
    return [
        pl.when(pl.col("value").is_null() & pl.col("word").is_null())
        .then(pl.lit(""))
        .otherwise(word)
        .alias(t("indicator.judgement")),
        pl.col("blank").replace_strict(blanks, default="").alias(t("indicator.blank")),
    ]
