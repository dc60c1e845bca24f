"""One indicator's units beside their peers, and what the group as a whole says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.access import ALL, Scope
from dashboard.charts import funnel as chart
from dashboard.charts.funnel import Point
from dashboard.components import department_words as say
from dashboard.components import evidence, figures, filters, grounds, notes
from dashboard.components.tables import Column, frame
from dashboard.reads import departments, shell
from dashboard.reads.departments import DEPARTMENTS
from dashboard.words import t

Row = Mapping[str, Any]
LEAST_UNITS = 10


def choose(view: Scope, asked: str, groups: Mapping[str, Row]) -> str:
    """Who is compared, and on which indicator. Returns the indicator, empty where none was tested."""
    offered = {code: say.kind(code) for code in (DEPARTMENTS, *departments.kinds(view))}
    cards = shell.indicators(view)
    tested = {code: _label(cards, row) for code, row in groups.items() if row["state"] == "tested"}
    left, right = st.columns([2, 5])
    with left:
        _choose_units(asked, offered)
    with right:
        return filters.choose("indicator", tested) if tested else ""


def _choose_units(asked: str, offered: Mapping[str, str]) -> None:
    """Shown as settled by the page: the address may name nobody."""
    st.session_state["choose_units"] = asked
    st.selectbox(
        t("common.units"),
        list(offered),
        format_func=lambda code: offered.get(code, code),
        key="choose_units",
        on_change=lambda: st.query_params.update(units=st.session_state["choose_units"]),
    )


def _label(cards: Mapping[str, Row], row: Row) -> str:
    name = words.named(cards.get(row["indicator"], {})) or row["indicator"]
    n = row["n_flagged"]
    return f"{row['indicator']} {name}" + (t("departments.funnel.n_outside", n=n) if n else "")


def show(view: Scope, group: str, indicator: str, groups: Mapping[str, Row]) -> None:
    """The funnel with its sentence of numbers; why there is none where there is none."""
    few = [row for row in groups.values() if row["state"] == "few_units"]
    if not indicator:
        key = "few" if few else "none"
        said = t(f"departments.funnel.{key}", n=words.number(len(few)), least=LEAST_UNITS)
        notes.section(t("departments.funnel.heading_none"))
        notes.block(f"<div class=xh-empty role=status><p>{escape(said)}</p></div>")
        return
    funnel, card = groups[indicator], shell.indicators(view).get(indicator, {})
    rows = [{**card, **row} for row in departments.peers(view, group, indicator)]
    points = [_point(view, row, funnel["centre"] or 0.0) for row in rows]
    if not points or funnel["centre"] is None:
        notes.nothing_here(view)
        return
    figures.show(
        chart.draw(
            points,
            departments.curves(funnel, min(p.n for p in points), max(p.n for p in points)),
            funnel["centre"],
            target=t("departments.funnel.cases"),
        ),
        lambda: _twin(view, rows),
        key="funnel",
        heading=_heading(view, card, rows),
        caption=t("departments.funnel.caption", group=_who(rows, group), quarter=words.quarter(view.quarter)),
        how=t("departments.funnel.how"),
        view=view,
        definitions={words.named(card): words.pick(card, "numerator")} if words.pick(card, "numerator") else None,
        shares=[t(f"departments.head.{h}") for h in ("rate", "low998", "high998")],
    )
    _numbers(funnel, few)


def _who(rows: Sequence[Row], group: str) -> str:
    return evidence.group({"peer_group": group, "n_peers": len(rows)})


def _point(view: Scope, row: Row, centre: float) -> Point:
    name = say.unit(view, row["region_code"], row["department_code"])
    if view.department == row["department_code"] and row["region_code"] == view.region:
        name = words.named(shell.region_names(view).get(view.region, {})) if not departments.is_root(view) else name
    said = [
        say.counts(row),
        f"p={say.chance(row['peer_p'])}, q={say.chance(row['peer_q'])}".replace("=<", "<"),
        grounds.word(row),
    ]
    signal = evidence.signal(row, "P")
    is_named = bool(row["is_nameable"]) or signal in ("P4", "P0")
    rate = row["judged_x"] / row["judged_n"]
    return Point(
        name=name,
        n=row["judged_n"],
        rate=rate,
        word=row["word"],
        said="<br>".join(said),
        is_named=is_named,
        is_above=rate > centre,
        is_here=_is_here(view, row),
    )


def _is_here(view: Scope, row: Row) -> bool:
    """Of the view: the chosen department among departments, the regions inside the chosen one among regions."""
    if row["department_code"] != ALL and row["region_code"] == view.region:
        return view.department in (ALL, row["department_code"])
    return row["region_code"] in _inside(view)


def _inside(view: Scope) -> frozenset[str]:
    known = shell.regions(view)
    if departments.is_root(view):
        return frozenset(known)
    return frozenset(c for c, row in known.items() if c == view.region or row["parent_code"] == view.region)


def _heading(view: Scope, card: Row, rows: Sequence[Row]) -> str:
    worse = [say.of(view, row) for row in rows if evidence.signal(row, "P") == "P4"]
    name = words.named(card)
    if worse:
        return t("departments.funnel.heading", name=name, who=words.listed(worse, 4))
    return t("departments.funnel.heading_inside", name=name)


def _numbers(funnel: Row, few: Sequence[Row]) -> None:
    said = [
        t(
            "departments.funnel.numbers",
            phi=words.number(funnel["phi"], 2),
            tau2=words.number(funnel["tau2"], 5),
            before=words.number(funnel["n_outside"]),
            after=words.number(funnel["n_outside_adjusted"]),
        )
    ]
    if departments.is_too_wide(funnel):
        said.append(t("departments.funnel.stratify"))
    if few:
        said.append(t("departments.funnel.few_beside", n=words.number(len(few)), least=LEAST_UNITS))
    notes.caption(("" if words.language() == "zh" else " ").join(said))


def _twin(view: Scope, rows: Sequence[Row]) -> pl.DataFrame:
    """Every unit with its own limits."""
    keys = {"low998": "peer_low998", "high998": "peer_high998", "p": "peer_p", "q": "peer_q", "pooled": "n_pooled"}
    columns = [
        Column(t("departments.head.unit"), lambda r: say.of(view, r)),
        Column(t("departments.head.x"), lambda r: r["judged_x"]),
        Column(t("departments.head.n"), lambda r: r["judged_n"]),
        Column(t("departments.head.rate"), lambda r: r["judged_x"] / r["judged_n"]),
        *(Column(t(f"departments.head.{head}"), lambda r, key=key: r[key]) for head, key in keys.items()),
        Column(t("departments.head.verdict"), grounds.word),
    ]
    return frame(rows, columns)
