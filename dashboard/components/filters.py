"""The choices a reader has made. The address is the only place they are kept; widgets write to it and are set from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from dashboard import links, words
from dashboard.access import ALL, Scope
from dashboard.links import Notice
from dashboard.reads import base, departments, shell
from dashboard.words import t

KEY = "scope"
ON_SANCTIONS = {
    "list": ("joint_sanction", "focus", "market_ban", "red"),
    "grade": ("general", "serious", "severe"),
    "window": ("1", "4", "12"),
    "split": ("measure", "list", "grade"),
}
ON_RIGHTS = {
    "defect": (
        "while_disputed", "wrongly_listed", "repaired_public", "repaired_measured", "repaired_early", "published_too_long",
        "exit_overdue", "outside_catalogue", "without_basis", "beyond_limit", "after_exit",
    ),
}  # fmt: skip
ON_REGIONS = {
    "level": ("city", "county"),
    "colour": ("value", "verdict", "tier", "gap", "cluster"),
    "view": ("flat", "raised"),
    "peers": ("3", "5", "10", "kind", "map"),
}
ON_COUNTY = {"part": ("all", "core", "behind", "ahead", "rest")}
ON_TARGETS = {
    "among": ("city", "county", "department"),
    "rule": ("equal_gap_closing", "equal_effort", "peer_percentile", "own"),
}


def scope() -> Scope:
    """The view of this run, as settled by the shell. Pages begin with it."""
    return st.session_state[KEY]


def settle() -> tuple[Scope, list[Notice]]:
    """Read the address, put right what cannot be used, and write every parameter back explicitly.

    Raises SnapshotUnusable where there is no snapshot at all.
    """
    address = st.query_params.to_dict()
    asked = links.asked(address)
    if not asked and KEY in st.session_state:  # a page opened without its parameters keeps the view
        asked = links.asked(links.query(st.session_state[KEY]))
    found, notices = _settled(asked, _language(asked))
    wanted = links.query(found)
    if address != wanted:
        st.query_params.from_dict(wanted)
    st.session_state[KEY] = found
    return found, notices


def _language(asked: Mapping[str, str]) -> str:
    return links.language(asked.get("lang"), st.context.locale)


def language() -> str:
    """The language of the address (or the browser), known before any snapshot is opened."""
    kept = links.query(st.session_state[KEY]) if KEY in st.session_state else {}
    return _language({**kept, **links.asked(st.query_params.to_dict())})


def _settled(asked: Mapping[str, str], lang: str) -> tuple[Scope, list[Notice]]:
    """Settle one parameter after the other: what may be chosen depends on what was chosen before."""
    notices: list[Notice] = []
    view = Scope(snapshot="", lang=lang)

    def choose(parameter: str, allowed: Sequence[str] | Mapping[str, object], default: str | None = None) -> None:
        nonlocal view
        fallback = default if default is not None else next(iter(allowed), "")
        value, notice = links.pick(parameter, asked.get(parameter), allowed, fallback)
        view = replace(view, **{parameter: value})
        notices.extend([notice] if notice else [])

    current = base.reader().current()
    choose("snapshot", _kept(asked.get("snapshot"), current), current)
    if asked.get("lang", lang) != lang:
        notices.append(Notice("lang", asked["lang"], lang))
    choose("plan", shell.plans(view))
    choose("quarter", shell.quarters(view))
    choose("region", shell.regions(view))
    choose("department", [ALL, *shell.departments(view)])
    known = shell.indicators(view)
    choose("indicator", known, None if asked.get("indicator") in known else shell.first_indicator(view))
    if asked.get("task"):
        choose("task", {row["task"] for row in base.rows(view, "tasks_all")}, "")
    if asked.get("clock"):
        choose("clock", {row["clock"] for row in base.rows(view, "timeliness_clocks")}, "")
    if asked.get("units"):
        choose("units", {departments.DEPARTMENTS, *departments.kinds(view)}, "")
    if asked.get("measure"):
        choose("measure", {row["measure_code"] for row in base.rows(view, "sanctions_codes")}, "")
    if asked.get("year"):
        choose("year", {row["year"] for row in base.rows(view, "targets_years")}, "")
    for parameter, allowed in (ON_SANCTIONS | ON_RIGHTS | ON_REGIONS | ON_COUNTY | ON_TARGETS).items():
        if asked.get(parameter):
            choose(parameter, allowed, "")
    return replace(view, find=asked.get("find", ""), aim=asked.get("aim", "")), notices


def _kept(wanted: str | None, current: str) -> list[str]:
    """The snapshots that may be asked for; the folder is looked at only for an earlier one."""
    return [current] if not wanted or wanted == current else [current, *base.reader().snapshots()]


def choose(
    parameter: str,
    options: Mapping[str, str],
    *,
    label: str | None = None,
    collapsed: bool = False,
    width: str | int = "stretch",
) -> str:
    """A selectbox bound to one parameter of the address: code -> text shown. Returns the chosen code.

    The parameter's value is the code, never the text, so a renamed label breaks no link.
    """
    key = f"choose_{parameter}"
    now = getattr(scope(), parameter)
    st.session_state[key] = now if now in options else next(iter(options), None)
    return st.selectbox(
        label or t(f"common.{parameter}"),
        list(options),
        format_func=lambda code: options.get(code, code),
        key=key,
        on_change=_chosen,
        args=(parameter, key),
        placeholder=t("common.choose"),
        label_visibility="collapsed" if collapsed else "visible",
        width=width,
    )


def _chosen(parameter: str, key: str) -> None:
    value = "all" if st.session_state[key] == ALL else st.session_state[key]
    if st.query_params.get(parameter) == value:
        return  # every box the run before has set calls back: nothing was chosen in it, and nothing else may be dropped
    st.query_params[parameter] = value
    if parameter in ("plan", "indicator"):  # a value proposed for one indicator says nothing of another
        st.query_params.pop("aim", None)
    if parameter == "plan":  # another plan has other quarters, regions and indicators: start from its own defaults
        for dependent in ("quarter", "region", "department", "indicator", "task"):
            st.query_params.pop(dependent, None)


def find(label: str, hint: str) -> str:
    """A search box bound to the address. Returns the words looked for."""
    st.session_state["find"] = scope().find
    return st.text_input(label, key="find", on_change=_sought, placeholder=hint, max_chars=links.LONGEST)


def _sought() -> None:
    st.query_params["find"] = st.session_state["find"]


@base.kept_by("lang")
def plan_options(view: Scope) -> dict[str, str]:
    """The plans by their short names."""
    return {slug: words.pick(row, "short") for slug, row in shell.plans(view).items()}


@base.kept_by("plan", "lang")
def quarter_options(view: Scope) -> dict[str, str]:
    """The plan's quarters in words, latest first."""
    return {quarter: words.quarter(quarter) for quarter in shell.quarters(view)}


@base.kept_by("plan", "lang")
def region_options(view: Scope) -> dict[str, str]:
    """Province, city, city › county, in that order."""
    found = shell.regions(view)
    top = next(iter(found), "")
    return {code: _region_label(row, code == top and len(found) > 1) for code, row in found.items()}


def _region_label(row: base.Row, is_top: bool) -> str:
    if is_top:
        return t("common.whole_region", name=words.named(row))
    parent = words.pick(row, "parent")
    return f"{parent} › {words.named(row)}" if parent else words.named(row)


@base.kept_by("plan", "lang")
def department_options(view: Scope) -> dict[str, str]:
    """All departments, then each by name."""
    named = {code: words.named(row) for code, row in shell.departments(view).items()}
    return {ALL: t("common.all_departments"), **named}


def described(view: Scope) -> str:
    """The filters in one line, for captions and downloads."""
    parts = [
        words.pick(shell.plan(view), "short"),
        words.quarter(view.quarter),
        region_name(view),
        department_name(view),
    ]
    return " · ".join(p for p in parts if p)


def region_name(view: Scope) -> str:
    """Name of the chosen region."""
    return words.named(shell.regions(view).get(view.region, {}))


def department_name(view: Scope) -> str:
    """Name of the chosen department, or all departments."""
    if view.department == ALL:
        return t("common.all_departments")
    return words.named(shell.departments(view).get(view.department, {}))
