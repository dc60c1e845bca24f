"""Unit by unit: where it stands, its chance of the value proposed, and what a stated rule of division asks of it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.components import download, notes, tables, target_choice
from dashboard.components import target_words as say
from dashboard.components.tables import Column
from dashboard.reads import targets
from dashboard.words import t

Row = Mapping[str, Any]
RULE = "choose_rule"


def show(
    view: Scope, card: Row, row: Row, rows: pl.DataFrame, aim: float, among: str
) -> tuple[Any, str, download.Offer | None]:  # fmt: skip
    """The table below the choice of a rule. Returns the division (None where there is none), the rule and the table to take away."""
    if rows.is_empty():
        notes.section(t("targets.units.none_heading"), t("targets.units.none"))
        return None, "", None
    notes.section(t("targets.units.heading", units=say.many(among, rows.height)), _caption(view, card, row, aim, among))
    first = targets.parted(view, aim, targets.RULES[0])
    if first is None:
        notes.caption(_undivided(card))
        return None, "", _table(view, card, rows.to_dicts(), among, is_divided=False)
    rule = _rule(view)
    own = _own(view, card, first, among) if rule == "own" else None
    made = targets.divided(rows, aim, rule, card, own) if own is not None else targets.parted(view, aim, rule)
    notes.block(_adds_up(made, card, rule) + _troubles(made, card))
    return made, rule, _table(view, card, made.units.to_dicts(), among, is_divided=True)


def _undivided(card: Row) -> str:
    """Why nothing is divided."""
    if card["direction"] not in ("up", "down"):
        return t("targets.reason.NO_DIRECTION")
    return t("targets.units.not_divided_range" if card["unit"] == "percent" else "targets.units.not_divided")


def _caption(view: Scope, card: Row, row: Row, aim: float, among: str) -> str:
    return t("targets.units.caption", place=say.place(view), year=row["horizon_quarter"][:4], aim=say.aimed(aim, card))


def _rule(view: Scope) -> str:
    """The rule, bound to the address."""
    wanted = target_choice.asked(view, "rule")
    now = wanted if wanted in targets.RULES else targets.RULES[0]
    st.session_state[RULE] = now

    def chosen() -> None:
        st.query_params["rule"] = st.session_state[RULE] or now

    with st.container(key="targets_rule"):
        st.segmented_control(
            t("common.rule"), targets.RULES, format_func=lambda r: t(f"targets.rule.{r}"), key=RULE, on_change=chosen
        )
        notes.caption(t(f"targets.rule_is.{now}"))
    return now


def _own(view: Scope, card: Row, first: Any, among: str) -> dict[str, float]:
    """The planner's own targets by code, begun from the first rule's and kept while the page is open."""
    key = f"targets_own_{view.snapshot}_{view.indicator}_{view.region}_{among}_{targets.year(view)}"
    if key not in st.session_state:
        st.session_state[key] = first.units["share"].to_list()
    head = {k: t(f"targets.head.{k}") for k in ("unit", "value", "own")}
    given = pl.DataFrame(
        {
            head["unit"]: [say.unit_name(r) for r in first.units.iter_rows(named=True)],
            head["value"]: [_hundred(v, card) for v in first.units["value"]],
            head["own"]: [_hundred(v, card) for v in st.session_state[key]],
        }
    )
    shown = f"%.{card.get('digits', 1)}f%%"
    with st.expander(t("targets.units.own_heading"), expanded=True):
        notes.caption(t("targets.units.own_how"))
        edited = st.data_editor(
            given.to_arrow(), key=f"{key}_editor", hide_index=True, disabled=[head["unit"], head["value"]], height=260, width="stretch",
            column_config={
                head["value"]: st.column_config.NumberColumn(format=shown),
                head["own"]: st.column_config.NumberColumn(format=shown, min_value=0.0, max_value=100.0),
            },
        )  # fmt: skip
    told = pl.DataFrame(pl.from_arrow(edited))[head["own"]].to_list()  # type: ignore[arg-type]
    starts = zip(first.units["code"], told, st.session_state[key], strict=True)
    # What was left as it began keeps its digits: rounded for the screen it would ask for other cases.
    return {code: (start if v == _hundred(start, card) else v / 100) for code, v, start in starts if v is not None}


def _hundred(share: float | None, card: Row) -> float | None:
    return None if share is None else round(share * 100, card.get("digits", 1))


def _adds_up(made: Any, card: Row, rule: str) -> str:
    """Whether the parts come to the whole, in cases."""
    said = {
        "wanted": words.number(made.wanted), "whole": words.number(made.whole), "left": words.number(abs(made.left_over)),
        "what": say.counted(card), "held": words.number(made.units["numerator"].fill_null(0).sum()),
    }  # fmt: skip
    kind = "xh-quiet" if made.state in ("exact", "met_already") else "xt-warn"
    return f"<p class='xt-sum {kind}'>{escape(t(f'targets.state.{made.state}', **said))}</p>"


def _troubles(made: Any, card: Row) -> str:
    """Who is asked for what can hardly be done, by name."""
    lines = []
    for trouble in ("beyond_ceiling", "unlikely", "below_present", "no_cases"):
        names = [say.unit_name(r) for r in made.units.filter(pl.col("trouble") == trouble).iter_rows(named=True)]
        if names:
            lines.append(t(f"targets.troubled.{trouble}", n=words.number(len(names)), names=words.listed(names, 6)))
    return "".join(f"<p class=xh-caption>{escape(line)}</p>" for line in lines)


def _table(view: Scope, card: Row, rows: list[Row], among: str, *, is_divided: bool) -> download.Offer:
    """Those in trouble first, then those of whom most is asked, else those with the least chance."""
    least = 2.0
    rows = sorted(
        rows,
        key=lambda r: (
            r.get("trouble") is None,
            -(r.get("more") or 0),
            r["p_met"] if r["p_met"] is not None else least,
            r["code"],
        ),
    )
    shown = [
        Column(t("targets.head.unit"), lambda r: _linked(r, among), "html"),
        Column(t("targets.head.value"), lambda r: _now(r, card), "right_html"),
    ]
    shown.append(Column(t("targets.head.chance_of"), lambda r: _chance(r), "right_html"))
    for key in ("percentile", "benchmark", "best"):
        shown.append(Column(t(f"targets.head.{key}"), lambda r, key=key: say.value(r[key], card), "right"))
    if is_divided:
        shown += [
            Column(t("targets.head.share"), lambda r: _asked(r, card), "right_html"),
            Column(t(_more(card)), lambda r: words.number(r["more"]), "right"),
            Column(
                t("targets.head.p_share"),
                lambda r: say.chance(r["p_share"]) if r["reason"] is None else words.NONE,
                "right",
            ),
        ]
    title = t("targets.units.title")
    table = tables.html(rows, shown, is_tall=len(rows) > 14, caption=title)
    notes.block(f"<div class='xh-more xt-units'>{table}</div>{notes.how_to_read_html(t('targets.how.units'))}")
    return download.Offer(
        "target_units", title, lambda: tables.frame(rows, _exported(is_divided=is_divided)), t("targets.how.units")
    )


def _linked(row: Row, among: str) -> str:
    """A region leads to its profile, a department to its page."""
    to = f"departments?department={row['code']}" if among == targets.DEPARTMENT else f"county?region={row['code']}"
    trouble = t(f"targets.trouble.{row['trouble']}") if row.get("trouble") else ""
    return f"<a href={to}>{escape(say.unit_name(row))}</a>{f'<small class=bad>{escape(trouble)}</small>' if trouble else ''}"


def _more(card: Row) -> str:
    return f"targets.head.{'fewer' if card['direction'] == 'down' else 'more'}"


def _now(row: Row, card: Row) -> str:
    if row["is_old"]:
        counts = words.quarter(row["last_quarter"])
    else:  # a duration is summed over its cases: no fraction anybody would read
        counts = words.fraction(row["numerator"], row["denominator"]) if card["unit"] == "percent" else ""
    return f"{say.value(row['value'], card)}<small>{counts}</small>"


def _chance(row: Row) -> str:
    """The chance, or in a word why there is none."""
    if row["p_met"] is not None and row["reason"] is None:
        return f"<i class=xt-bar style='--p:{row['p_met'] * 100:.0f}'></i>{say.chance(row['p_met'])}"
    key = f"targets.short.{row['reason']}" if row["reason"] else ""
    return f"<span class=xh-quiet>{t(key) if key else words.NONE}</span>"


def _asked(row: Row, card: Row) -> str:
    return f"<b>{say.value(row['share'], card)}</b><small>{words.fraction(row['asked'], row['denominator'])}</small>"


def _exported(*, is_divided: bool) -> list[Column]:
    columns = [
        Column(t("targets.head.unit"), say.unit_name),
        Column(t("targets.head.code"), lambda r: r["code"]),
        *(
            Column(t(f"targets.head.{k}"), lambda r, k=k: r[k])
            for k in ("value", "numerator", "denominator", "percentile", "benchmark", "best")
        ),
        Column(t("targets.head.chance_of"), lambda r: r["p_met"]),
        Column(t("targets.head.why"), lambda r: t(f"targets.short.{r['reason']}") if r["reason"] else ""),
    ]
    if is_divided:
        columns += [Column(t(f"targets.head.{k}"), lambda r, k=k: r[k]) for k in ("share", "asked", "more", "p_share")]
        columns.append(
            Column(t("targets.head.trouble"), lambda r: t(f"targets.trouble.{r['trouble']}") if r["trouble"] else "")
        )
    return columns
