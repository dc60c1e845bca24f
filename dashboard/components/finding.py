"""The overview's title: who lags, said in one sentence that is true of the numbers below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import theme, words
from dashboard.access import ALL, Scope
from dashboard.components import filters
from dashboard.reads import shell
from dashboard.words import t

Row = Mapping[str, Any]
MOST_NAMES = 4


def running(
    view: Scope, departments: Sequence[Row], flagged: Sequence[Row], counts: Mapping[str, int], n_overdue: int
) -> str:
    """For a plan that runs: departments that lag by name, worst first, else what the indicators say; then overdue tasks."""
    if view.department == ALL and departments:
        said = _by_department(departments, flagged, shell.department_names(view))
    elif counts and set(counts) == {"insufficient"}:
        said = t("overview.title_no_data", n=counts["insufficient"])
    else:
        said = counted(counts, theme.ORDER)
    return f"{_place(view)}{said}" + (t("overview.title_overdue", n=n_overdue) if n_overdue else "")


def over(view: Scope, rows: Sequence[Row], counts: Mapping[str, int]) -> str:
    """For a plan whose period has ended: what was kept at the last promised date, and by name what was not, where few."""
    missed = [words.named(row) for row in rows if row["word"] == "not_met"]
    names = t("flags.beside", parts=words.listed(missed)) if 0 < len(missed) <= MOST_NAMES else ""
    said = t(
        "overview.title_over",
        year=rows[0]["target_on"].year,
        counts=counted(counts, theme.ORDER_OVER, {"not_met": names}),
    )
    return _place(view) + said


def counted(counts: Mapping[str, int], order: Sequence[str], beside: Mapping[str, str] | None = None) -> str:
    """达标5项，关注2项: only what there is, with what stands beside a word."""
    beside = beside or {}
    parts = [
        t("overview.count_of", word=words.judgement(w), n=counts[w]) + beside.get(w, "") for w in order if counts.get(w)
    ]
    return t("flags.comma").join(parts) or t("overview.nothing_judged")


def _by_department(departments: Sequence[Row], flagged: Sequence[Row], names: Mapping[str, Row]) -> str:
    codes = dict.fromkeys(row["department_code"] for row in flagged if row["is_nameable"])
    named = [words.named(names.get(code, {})) for code in codes]
    single = sum(1 for d in departments if d["n_lagging"] and not d["n_nameable"])
    rest = [d for d in departments if not d["n_lagging"]]
    first = t("overview.title_lag", names=_names(named)) if named else t("overview.title_none_named")
    if single:
        return first + t("overview.title_single", n=single)
    if named and not any(d["n_watch"] for d in rest):
        return first + t("overview.title_rest_good")
    return first + (t("overview.title_rest") if named else "")


def _names(named: Sequence[str]) -> str:
    """住房城乡建设、医疗保障两部门: the word said once, the number where it is more than one."""
    if words.language() == "en":  # names hold commas and `and` of their own
        more = t("common.and_others", n=len(named) - MOST_NAMES) if len(named) > MOST_NAMES else ""
        return "; ".join(named[:MOST_NAMES]) + more
    if not all(name.endswith("部门") for name in named):
        return words.listed(named, MOST_NAMES)
    shown = "、".join(name.removesuffix("部门") for name in named[:MOST_NAMES])
    n = len(named)
    return f"{shown}{'' if n == 1 else '两三四'[n - 2] if n <= MOST_NAMES else f'等{n}个'}部门"


def _place(view: Scope) -> str:
    """The region or department in front, unless it is the whole jurisdiction."""
    if shell.is_whole(view):
        return ""
    parts = [filters.region_name(view)] if view.region != shell.plan(view).get("region_code") else []
    parts += [filters.department_name(view)] if view.department != ALL else []
    return t("flags.comma").join(parts) + t("flags.colon")
