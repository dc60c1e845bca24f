"""Listings, the measures against them, what ended them and what followed: one region, department, window, list and grade.

What the build told of one region and quarter is read whole and cut here: whatever department, list, grade or window is
chosen next, nothing is asked of the snapshot anew. A choice of the address left empty means all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from dashboard.access import ALL, Scope
from dashboard.reads import base, sent, shell
from dashboard.reads import judged as at_hand
from dashboard.reads import sanction_steps as steps
from dashboard.reads.base import Row

LISTS = ("joint_sanction", "focus", "market_ban", "red")
GRADES = ("general", "serious", "severe")
ENDINGS = ("complied", "repaired", "expired", "corrected", "deregistered")
MECHANISMS = ("M20", "M21", "M23", "M24", "M25", "M26")
WINDOW = "4"  # quarters of listing looked at where the address names none
SPLITS = ("list", "grade", "measure")  # by measure last: it is read too easily as what the measure did
TOOK = ("check", "apply", "feed_back")
FEEDS = ("listings", "measures", "entities", "inspections")
QUARTERS = 16  # of a picture over time


def choices(scope: Scope) -> dict[str, Any]:
    """The page's own choices as the stored rows write them: what no row is kept for is not chosen (`is_left_out` says so).

    Of grade and department a row holds at most one; in a county, where cells are small, one of list, grade and department.
    """
    own, grade = scope.list or ALL, scope.grade if scope.grade and scope.department == ALL else ALL
    if shell.regions(scope).get(scope.region, {}).get("level") == "county":
        own = own if scope.department == ALL else ALL
        grade = grade if own == ALL else ALL
    return {"list": own, "grade": grade, "window": int(scope.window or WINDOW)}


def is_left_out(scope: Scope) -> bool:
    """Whether a list or grade was asked for that is not kept apart here."""
    given = choices(scope)
    return (scope.list or ALL, scope.grade or ALL) != (given["list"], given["grade"])


def root(scope: Scope) -> str:
    """The region of the whole jurisdiction."""
    return str(shell.plan(scope).get("region_code") or scope.region)


def ever(scope: Scope) -> Row:
    """n_listings ever sent from the jurisdiction, and the latest quarter with any (None where there is none)."""
    rows = base.rows(scope, "sanctions_ever", root=root(scope))
    some = [r["quarter"] for r in rows if r["n_listings"] and r["quarter"] <= scope.quarter]
    return {"n_listings": sum(r["n_listings"] or 0 for r in rows), "latest": max(some, default=None)}


def told(scope: Scope) -> Row:
    """The quarters, at or before the chosen one, that the curves and the effects were told at; None where none was."""
    rows, top = base.rows(scope, "sanctions_told"), root(scope)
    curves = [r["quarter"] for r in rows if r["what"] == "curves" and r["region_code"] == scope.region]
    effects = [r["quarter"] for r in rows if r["what"] == "effects" and r["region_code"] == top]
    return {
        "curves": max((q for q in curves if q <= scope.quarter), default=None),
        "effects": max((q for q in effects if q <= scope.quarter), default=None),
        "latest_effects": max(effects, default=None),
    }


def names(scope: Scope) -> dict[str, Row]:
    """Measures by code: name, kind, clause, is_key (of the chosen plan)."""
    return {r["measure"]: r for r in base.rows(scope, "sanctions_names")}


def measures(scope: Scope) -> dict[str, Row]:
    """By measure ('*': all together): what was owed and how far it came, with the share of each step."""
    given = choices(scope)
    found = _owed(scope, department=scope.department, **given)
    took = days(scope)
    return {
        r["measure_code"]: steps.rated(r)
        | {f"days_to_{s}": took.get((s, r["measure_code"], given["list"])) for s in TOOK}
        for r in found
        if r["n_measures"]
    }


def _owed(scope: Scope, *, list: str, grade: str, window: int, department: str | None) -> list[Row]:
    """Rows of sanctions_measures.sql of one list, grade, window and department; of every single department where it is None."""
    return [
        r
        for r in base.rows(scope, "sanctions_measures")
        if r["n_quarters"] == window and r["list"] == list and r["grade"] == grade
        and (r["department_code"] == department if department else r["department_code"] != ALL)
    ]  # fmt: skip


def days(scope: Scope) -> dict[tuple[str, str, str], float]:
    """(step, measure, list) -> median working days of those that took the step by then."""
    given = choices(scope)
    return {
        (r["step"], r["measure_code"], r["list"]): r["days_median"]
        for r in base.rows(scope, "sanctions_days")
        if r["n_quarters"] == given["window"] and r["grade"] == given["grade"]
        and r["department_code"] == scope.department and (r["list"] == given["list"] or r["measure_code"] == ALL)
    }  # fmt: skip


def focus(scope: Scope, rows: Iterable[str]) -> list[str]:
    """The measures the plan orders to be counted where any of them has a row (of a department its own), else all together."""
    found, key = set(rows), [code for code, r in names(scope).items() if r["is_key"]]
    own = [code for code in key if code in found]
    if not own:
        return [ALL]
    return key if scope.department == ALL else own


def departments(scope: Scope) -> list[Row]:
    """One row per measure ('*': all) and department, named; the department chosen in the strip or all of them."""
    named = shell.department_names(scope)
    found = _owed(scope, department=None, **choices(scope) | {"grade": ALL})
    rows = [r for r in found if r["n_measures"] and scope.department in (ALL, r["department_code"])]
    return [{**named.get(r["department_code"], {}), **steps.rated(r)} for r in rows]


def regions(scope: Scope, codes: Iterable[str]) -> list[Row]:
    """These measures in the regions next below the chosen one (beside it, where none is below), those without any too."""
    every = shell.regions(scope)
    below = [c for c, r in every.items() if r["parent_code"] == scope.region]
    beside = every.get(scope.region, {}).get("parent_code")
    wanted = below or [c for c, r in every.items() if r["parent_code"] == beside and c != beside]
    rows = base.rows(scope, "sanctions_by_region", codes=",".join(codes), **choices(scope))
    found = {r["region_code"]: steps.rated(r) for r in rows if r["n_owed"]}
    return [{"region_code": c, **every[c], **found.get(c, {}), "has_figure": c in found} for c in wanted]


def over_time(scope: Scope, codes: Iterable[str]) -> list[Row]:
    """These measures by quarter, four quarters of listing together, each as it stood at its own end; the last QUARTERS."""
    given = {k: v for k, v in choices(scope).items() if k != "window"}
    rows = base.rows(scope, "sanctions_by_quarter", codes=",".join(codes), **given)
    return [steps.rated(r) for r in rows][-QUARTERS:]


def listings(scope: Scope) -> tuple[list[Row], list[Row]]:
    """(lists of the chosen grade, grades of the chosen list), each as far as there are any."""
    given = choices(scope)
    found = [
        r
        for r in base.rows(scope, "sanctions_listings")
        if r["n_listings"] and r["n_quarters"] == given["window"] and r["department_code"] == scope.department
        and (r["list"] == given["list"] or r["grade"] == given["grade"])
    ]  # fmt: skip
    took = days(scope)
    by_list = {
        r["list"]: r | {"days_to_publish": took.get(("publish", ALL, r["list"]))}
        for r in found
        if r["grade"] == given["grade"]
    }
    by_grade = {r["grade"]: r for r in found if r["list"] == given["list"]}
    return [by_list[x] for x in LISTS if x in by_list], [by_grade[x] for x in GRADES if x in by_grade]


def summaries(scope: Scope) -> list[Row]:
    """What can be said of every curve of the region and department."""
    when = told(scope)["curves"]
    return base.rows(scope, "sanctions_summaries", told=when) if when else []


def curves(scope: Scope, asked: str, **group: str) -> pl.DataFrame:
    """cause, days, share, low, high, n_at_risk, n_events of one question and group (list, grade, measure; left out: all)."""
    given = {"list": ALL, "grade": ALL, "measure": ALL} | group | _told_here(scope)
    return base.frame(scope, "sanctions_curves", asked=asked, **given)


def comply(scope: Scope, split: str) -> pl.DataFrame:
    """group, days, share, low, high, n_at_risk, n_events: time to compliance of each list, grade or measure."""
    found = base.frame(scope, "sanctions_comply", split=split, **_told_here(scope))
    group = {"measure": "measure_code"}.get(split, split)
    return found.select(pl.col(group).alias("group"), "days", "share", "low", "high", "n_at_risk", "n_events")


def _told_here(scope: Scope) -> dict[str, Any]:
    """Where no curve was told the empty answer is one and the same for every region, so it is asked for once."""
    when = told(scope)["curves"]
    return {"told": when} if when else {"told": None, "region": "", "department": ""}


def effects(scope: Scope) -> dict[str, dict[tuple[str, str], Row]]:
    """measure -> (design, outcome) -> what it found, its `detail` opened. For the whole jurisdiction, whatever the view."""
    return _effects(replace(scope, region=root(scope), quarter=told(scope)["effects"] or ""))


@base.kept_by("region", "quarter")
def _effects(scope: Scope) -> dict[str, dict[tuple[str, str], Row]]:
    found: dict[str, dict[tuple[str, str], Row]] = {}
    for row in base.rows(scope, "sanctions_effects", told=scope.quarter, root=scope.region):
        found.setdefault(row["measure_code"], {})[row["design"], row["outcome"]] = row | {
            "detail": _opened(row["detail"])
        }
    return found


def _opened(detail: str | None) -> Mapping[str, Any]:
    try:
        found = json.loads(detail or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def balance(scope: Scope) -> dict[str, list[Row]]:
    """measure -> covariates of those with it and of those compared with them, before and after matching."""
    found: dict[str, list[Row]] = {}
    for row in base.rows(scope, "sanctions_balance", told=told(scope)["effects"], root=root(scope)):
        found.setdefault(row["measure_code"], []).append(row)
    return found


def course(scope: Scope, measure: str) -> pl.DataFrame:
    """group_code, month, n, rate around the measure."""
    return _frame(base.table(scope, "sanctions_course", told=told(scope)["effects"], root=root(scope), measure=measure))


def feedback(scope: Scope) -> list[Row]:
    """Departments with measures against listings of three years, whatever the list: what `xinheng feedback` writes."""
    named = shell.department_names(scope)
    found = _owed(scope, list=ALL, grade=ALL, window=12, department=None)
    rows = [r for r in found if r["measure_code"] == ALL and scope.department in (ALL, r["department_code"])]
    return [{**named.get(r["department_code"], {}), **r} for r in rows]


def judged(scope: Scope) -> dict[str, Row]:
    """Every indicator of these mechanisms by code, with its figure and judgement where there is one."""
    return at_hand.of_mechanisms(scope, MECHANISMS)


def feeds(scope: Scope) -> dict[str, Row]:
    """What was sent of each feed."""
    return sent.feeds(scope, FEEDS)


def findings(scope: Scope) -> list[Row]:
    """Contradictions among listings and measures up to the quarter."""
    within, counted = shell.inside(scope), dict[tuple[str, str], int]()
    for r in base.rows(scope, "sanctions_findings"):
        is_of = scope.department in (ALL, r["department_code"]) and (r["quarter"] or "~") <= scope.quarter
        if is_of and r["region_code"] in within:
            key = r["feed"], r["finding"]
            counted[key] = counted.get(key, 0) + r["n_rows"]
    return [
        {"feed": feed, "finding": finding, "n_rows": n}
        for (feed, finding), n in sorted(counted.items(), key=lambda found: (-found[1], found[0]))
    ]


def refused(scope: Scope) -> list[Row]:
    """Rules that refused rows of listings and measures."""
    return sent.refused(scope, ("listings", "measures"))


def clauses(scope: Scope) -> list[Row]:
    """Clauses of the plan these indicators serve."""
    return base.rows(scope, "clauses_served", mechanisms=",".join(MECHANISMS))


def statements(scope: Scope) -> list[Row]:
    """SQL behind the page: name, sql."""
    return base.rows(scope, "sanctions_sql")


def offices(scope: Scope) -> pl.DataFrame:
    """Every region inside the chosen one by department and measure."""
    return _frame(base.table(scope, "sanctions_offices", **choices(scope)))


def _frame(found: Any) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(found))
