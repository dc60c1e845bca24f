"""How a number is made, opened up: definition, target and quote, rule, SQL, files, and the command that repeats it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.access import ALL, Scope
from dashboard.components import download, figures, grounds, notes
from dashboard.reads import indicator
from dashboard.words import t

Row = Mapping[str, Any]
MOST_FILES = 100  # on screen; the download has them all


def show(view: Scope, card: Row, targets: list[Row], until: date) -> None:
    """The whole box. SQL and files travel only when asked for."""
    notes.section(t("indicator.box"), t("indicator.box_caption"))
    left, right = st.columns(2, gap="large")
    left.html(_definition(card))
    right.html(_promises(card, targets) + _rules(indicator.rules(view, until)))
    st.html(f"<p class='xh-caption'>{t('indicator.command')}</p><pre class='xh-command'>{escape(command(view))}</pre>")
    _files(view, card)
    _statements(view)


def command(view: Scope) -> str:
    """The command line that prints the same number with all that lies behind it."""
    office = "" if view.department == ALL else f" --department {view.department}"
    return f"xinheng explain {view.indicator} --plan {view.plan} --region {view.region}{office} --period {view.quarter}"


def _definition(card: Row) -> str:
    unit, direction = card["unit"] or "count", card["direction"] or "none"
    lines = {
        "code": f"{card['indicator']} · {words.pick(card, 'mechanism')}",
        "name_in_plan": t("indicator.name_joint").join(n for n in [card["name_in_plan"], card["aliases"]] if n),
        "numerator": words.pick(card, "numerator"),
        "denominator": words.pick(card, "denominator"),
        "unit": t(f"indicator.units.{unit}"),
        "direction": t(f"indicator.directions.{direction}"),
        "series": t(f"indicator.seriess.{card['series']}") if card["series"] else "",
        "origin": _origin(card),
        "least_denominator": words.number(card["least_denominator"]) if card["least_denominator"] else "",
        "ceiling": words.value(card["ceiling"], unit) if card["ceiling"] is not None else "",
        "why": words.pick(card, "why"),
        "caveat": words.pick(card, "caveat"),
        "review_on": words.day(card["review_on"]) if card["review_on"] else "",
    }
    rows = "".join(
        f"<dt>{t(f'indicator.field.{name}')}</dt><dd>{escape(text)}</dd>" for name, text in lines.items() if text
    )
    return f"<dl class='xf-facts'>{rows}</dl>"


def _origin(card: Row) -> str:
    if card["origin"] == "return":
        return t("indicator.origins.return")
    return t("indicator.origins.event", feeds=card["feeds"] or "", mart=card["aggregate"] or "")


def _promises(card: Row, targets: list[Row]) -> str:
    """Every dated target with its clause and the plan's own words; what they share is said once above."""
    if not targets:
        return f"<p class='xf-quiet'>{escape(t('indicator.no_target_here'))}</p>"
    shared = dict.fromkeys(part for row in targets for part in _terms(card, row))
    demo = f" <strong class='xh-demo'>{t('common.demo')}</strong>" if any(row["is_demo"] for row in targets) else ""
    head = "".join(f"<th>{t(f'indicator.{name}')}</th>" for name in ("target_on", "target", "clause", "quote"))
    body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(_promise(card, row) for row in targets)}</tbody>"
    return (
        f"<p class='xh-caption'>{t('indicator.promises')} · {escape(' · '.join(shared))}{demo}</p>"
        f"<div class='xh-scroll'><table class='xh-table xf-promises'>{body}</table></div>"
    )


def _terms(card: Row, row: Row) -> list[str]:
    """Force, scope, baseline and pack of one target."""
    base = row["baseline"]
    terms = [
        t(f"indicator.force.{row['force']}") if row["force"] else "",
        words.pick(row, "scope"),
        t("indicator.baseline", value=words.value(base, card["unit"]), day=words.day(row["baseline_on"]))
        if base is not None
        else "",
        t("indicator.from_pack", pack=row["from_pack"]) if row["from_pack"] else "",
    ]
    return [term for term in terms if term]


def _promise(card: Row, row: Row) -> str:
    what = (
        t(f"indicator.kind.{row['kind']}")
        if row["value"] is None
        else grounds.target(row["value"], row["comparator"], card["unit"])
    )
    day = words.day(row["target_on"]) if row["target_on"] else t("common.not_stated")
    cells = [day, what, row["clause"] or "", row["quote"] or ""]
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _rules(found: list[Mapping[str, Any]]) -> str:
    if not found:
        return f"<p class='xf-quiet'>{t('indicator.no_rule')}</p>"
    return f"<p class='xh-caption'>{t('indicator.rules')}</p><dl class='xf-facts'>{''.join(_rule(row) for row in found)}</dl>"


def _rule(row: Row) -> str:
    since = t(
        "indicator.valid",
        since=words.day(row["valid_from"]),
        until=words.day(row["valid_to"]) if row["valid_to"] else t("indicator.open_end"),
    )
    source = " ".join(p for p in [row["source"], row["clause"]] if p)
    doubt = "" if row["is_source_verified"] else f" <b>{t('common.unverified')}</b>"
    state = t("indicator.in_force") if row["is_in_force"] else t("indicator.not_in_force")
    origin = (
        f"<span class='xf-quiet'>{escape(since)} · {escape(source)}</span>{doubt} <code>{escape(row['rule'])}</code>"
    )
    return f"<dt>{state}</dt><dd>{escape(words.named(row))}<br>{origin}</dd>"


def _files(view: Scope, card: Row) -> None:
    fold = st.expander(t("indicator.files"), key="files_fold", on_change="rerun")
    if not fold.open:
        return
    found = pl.DataFrame(pl.from_arrow(indicator.files(view)))
    with fold:
        if found.is_empty():
            st.html(f"<p class='xf-quiet'>{t('indicator.no_files')}</p>")
            return
        twin = found.select(
            pl.col("received_on").alias(t("indicator.received_on")),
            pl.col("name_zh" if words.language() == "zh" else "name_en")
            .fill_null(words.NONE)
            .alias(t("common.department")),
            pl.col("feed").alias(t("indicator.feed")),
            pl.col("file_name").alias(t("indicator.file")),
            pl.col("rows").alias(t("indicator.rows")),
            pl.col("kept").alias(t("indicator.kept")),
            pl.col("refused").alias(t("indicator.refused")),
            pl.col("n_rows").alias(t("indicator.used")),
        )
        if twin.height > MOST_FILES:
            st.html(f"<p class='xh-caption'>{t('common.more_rows', n=words.number(twin.height - MOST_FILES))}</p>")
        figures.grid(twin.head(MOST_FILES), key="files_table")
        download.show(twin, view=view, key="files", title=t("indicator.files"), note=words.named(card))


def _statements(view: Scope) -> None:
    fold = st.expander(t("indicator.sql"), key="sql_fold", on_change="rerun")
    if not fold.open:
        return
    found = indicator.statements(view)
    with fold:
        if not found:
            st.html(f"<p class='xf-quiet'>{t('indicator.no_sql')}</p>")
        for row in found:
            st.html(
                f"<p class='xh-caption'>{escape(row['name'])}</p><pre class='xh-command'>{escape(row['sql'])}</pre>"
            )
