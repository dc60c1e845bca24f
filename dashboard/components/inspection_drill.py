"""Down from province to city to county to department: one line each, a click changes region or department in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import download, notes, tables
from dashboard.components import inspection_words as say
from dashboard.components.tables import Column
from dashboard.reads import inspections
from dashboard.words import t

Row = Mapping[str, Any]
TIERS = ("a", "b", "c", "d", "none")
TAKEN = (
    "region_code", "department_code", "tier", "selection", "n_inspected", "n_register", "low", "high", "n_visits",
    "visits_a_year", "visits_low", "visits_high", "band_low", "band_high", "n_offices", "n_offices_with_band", "n_short",
    "n_excess", "band_state",
)  # fmt: skip
TESTED = ("slope", "z", "p_trend", "q_trend", "ratio", "ratio_low", "ratio_high", "tier_from", "tier_to")
MOST = 24  # lines on the page; the download has all offices
# In order of need: where effort runs against risk, then where nothing can be seen, then who lacks most.
RANK = ("inverted", "inverted_unsure", "no_evidence", "rising_unsure", "rising", "too_few", "one_tier", None)
UNSEEN = ("no_evidence", "inverted_unsure", "rising_unsure")


def regions(view: Scope, rows: Sequence[Row]) -> download.Offer | None:
    """The regions next below (beside, where none is below) the chosen one."""
    if len(rows) < 2:
        return None  # a county alone has nobody beside it
    return _table(view, rows, "regions", lambda row: links.href("inspections", view, region=row["code"]))


def departments(view: Scope, rows: Sequence[Row]) -> download.Offer | None:
    """The departments that inspect in the chosen region."""
    return _table(view, rows, "departments", lambda row: links.href("inspections", view, department=row["code"]))


def _table(view: Scope, rows: Sequence[Row], key: str, link: Callable[[Row], str]) -> download.Offer | None:
    notes.section(_heading(rows, key), t(f"inspections.drill.{key}_caption", since=say.since(view)))
    if not any(row["has_figure"] for row in rows):
        notes.block(notes.quiet(t(f"inspections.drill.{key}_none")))
        return None
    shown = [tier for tier in TIERS if any(row.get(f"{tier}_n") for row in rows)]
    columns = [
        tables.name(t(f"inspections.drill.{key}"), link=link),
        *(Column(_tier_name(tier), lambda row, tier=tier: _ratio(row, tier), "right_html") for tier in shown),
        Column(t("inspections.head.multiple"), _multiple, "right_html"),
        Column(t("inspections.head.state"), _state, "html"),
        *(column for column, key in _against_rules() if any(row.get(key) for row in rows)),
    ]
    ordered = sorted(rows, key=lambda row: (RANK.index(_verdict(row)), -(row.get("n_short") or 0)))
    table = tables.html(ordered, columns, is_tall=True, caption=t(f"inspections.drill.{key}"), most=MOST)
    notes.block(f"<div class=xi-drill>{table}</div>")
    title = t(f"inspections.drill.{key}_offer")
    return download.Offer(f"inspection_{key}", title, lambda: _twin(ordered, key), t("inspections.gradient.how"))


def _twin(rows: Sequence[Row], key: str) -> pl.DataFrame:
    """The table with its counts: what the screen shows as a share is x and n here."""
    counts = ("n_short", "n_excess", "n_offices", "n_offices_with_band", "n_capped", "n_over_cap")
    return say.twin(
        [
            {
                t(f"inspections.drill.{key}"): words.named(row) or row["code"],
                **{
                    f"{_tier_name(tier)} {t(f'inspections.head.{head}')}": row.get(f"{tier}_{kind}")
                    for tier in TIERS
                    for kind, head in (("x", "n_inspected"), ("n", "n_register"))
                },
                t("inspections.head.state"): t(f"inspections.state.{state}") if (state := _verdict(row)) else _why(row),
                **{t(f"inspections.head.{k}"): row.get(k) for k in (*TESTED, *counts)},
            }
            for row in rows
        ]
    )


def _tier_name(tier: str) -> str:
    return say.tier_short("none" if tier == "none" else tier.upper())


def _against_rules() -> list[tuple[Column, str]]:
    """Columns against bands and caps, each with what must have been published for it; nobody's rule takes no room."""
    return [
        (
            Column(t("inspections.head.n_short"), lambda row: _against(row, "n_short"), "right_html"),
            "n_offices_with_band",
        ),
        (
            Column(t("inspections.head.n_excess"), lambda row: _against(row, "n_excess"), "right_html"),
            "n_offices_with_band",
        ),
        (Column(t("inspections.head.n_over_cap"), _over, "right_html"), "n_capped"),
    ]


def _heading(rows: Sequence[Row], key: str) -> str:
    """How many rise, fall and show nothing; the rest has too few visits or no figure."""
    states = [_verdict(row) for row in rows]
    counts = {state: states.count(state) for state in ("rising", "inverted")}
    counts["no_evidence"] = sum(state in UNSEEN for state in states)
    counts["rest"] = len(states) - sum(counts.values())
    return t(f"inspections.drill.{key}_heading", **{name: words.number(n) for name, n in counts.items()})


def _verdict(row: Row) -> str | None:
    return say.verdict(row) if row.get("state") else None


def _ratio(row: Row, tier: str) -> str:
    x, n = row.get(f"{tier}_x"), row.get(f"{tier}_n")
    if not row["has_figure"]:
        return f"<i>{words.blank('not_returned')}</i>"
    if not n:
        return f"<i>{words.blank('not_applicable')}</i>"
    return f"{words.percent(say.share(x, n))}<small>{words.fraction(x, n)}</small>"


def _multiple(row: Row) -> str:
    if row.get("ratio") is None:
        return words.NONE
    interval = f"{say.times(row['ratio_low'])}–{say.times(row['ratio_high'])}"
    tiers = "" if (row["tier_to"], row["tier_from"]) == ("D", "A") else f"{row['tier_to']}/{row['tier_from']} "
    return f"{say.times(row['ratio'])}<small>{tiers}{interval}</small>"


def _against(row: Row, key: str) -> str:
    """Entities short or in excess; without any band that is no nought."""
    if not row.get("n_offices_with_band"):
        return f"<i>{t('inspections.state.no_band')}</i>" if row["has_figure"] else words.NONE
    return words.number(row[key] or 0)


def _over(row: Row) -> str:
    if not row.get("n_capped"):
        return f"<i>{t('inspections.cap.none_short')}</i>" if row["has_figure"] else words.NONE
    counts = words.fraction(row["n_over_cap"], row["n_capped"])
    return f"{words.number(row['n_over_cap'])}<small>{counts}</small>"


def _state(row: Row) -> str:
    state = _verdict(row)
    if state:
        return say.chip(state)
    return f"<i>{_why(row)}</i>"


def _why(row: Row) -> str:
    """Why there is no verdict."""
    return words.blank("not_applicable" if row["has_figure"] else "not_returned")


def offer(view: Scope) -> download.Offer:
    """Every office inside the region by tier and way of selection: what the tables are cut from, with intervals."""
    return download.Offer(
        "inspection_offices", t("inspections.drill.offer"), lambda: _offices(view), t("inspections.ratio.how")
    )


def _offices(view: Scope) -> pl.DataFrame:
    found = inspections.offices(view)
    offices = found.select("region_code", "department_code").unique()
    names = [say.office(view, region, department) for region, department in offices.iter_rows()]
    states = {s: t(f"inspections.state.{s}") for s in ("within", "above", "short", "under_way", "no_band")}
    named = found.join(
        offices.with_columns(office=pl.Series(names, dtype=pl.String)),
        on=["region_code", "department_code"],
        maintain_order="left",
    )
    return named.with_columns(
        pl.col("tier").replace_strict({x: say.tier(x) for x in inspections.TIERS}, default=pl.col("tier")),
        pl.col("selection").replace_strict({w: say.way(w) for w in inspections.WAYS}, default=pl.col("selection")),
        pl.col("band_state").replace_strict(states, default=pl.col("band_state")),
    ).select(say.headed("office", *TAKEN))
