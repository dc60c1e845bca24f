"""Can the targets of a pack be judged? A number where the kind needs one, days in order, no two in one place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from data.plan_format import KINDS_WITH_VALUE, KINDS_WITHOUT_VALUE
from data.plan_toml import Entry, Problem


def rate_problems(entry: Entry, key: str, unit: str) -> Iterator[Problem]:
    """A percentage outside 0-1."""
    value = entry.values.get(key)
    if unit == "percent" and value is not None and not 0 <= value <= 1:
        what = (f"百分比写作 0 到 1 之间的小数,不是 {value}。", f"A percentage is written 0-1, not {value}.")
        advice = (f"请写 {value / 100:g}。", f"Write {value / 100:g}.") if 1 < value <= 100 else ("", "")
        yield entry.problem("percent", what, advice, key=key)


def target_problems(entry: Entry, period: dict[str, date]) -> Iterator[Problem]:
    """What one target lacks or has too much, and whether its day lies in the plan's period."""
    v, kind = entry.values, entry.values["kind"]
    assert entry.parent is not None
    yield from rate_problems(entry, "value", entry.parent.values["unit"])
    if kind in KINDS_WITH_VALUE:
        # A text may say 100 % and no day: the promise stands from the first day on, so only the day may be missing.
        needed = ("value", "comparator") if kind == "reach" else ("value", "date", "comparator")
        for key in needed:
            if key not in v:
                what = (f"目标类型 {kind} 需要“{key}”。", f"A target of kind {kind} needs {key}.")
                advice = ("原文没有数字时用 direction、implied_total 或 stage。",
                          "Where the text has no number use direction, implied_total or stage.")  # fmt: skip
                yield entry.problem(f"target_without_{key}", what, advice, key="kind")
    if kind in KINDS_WITHOUT_VALUE and "value" in v:
        what = (
            f"目标类型 {kind} 不带数值:原文没有数字。",
            f"{kind} takes no value: the text gives none.",
        )
        yield entry.problem("target_with_value", what, ("请删去 value。", "Take value out."), key="value")
    if kind == "deliverable" and "date" not in v:
        yield entry.problem("target_without_date", ("限期成果需要日期。", "A deliverable needs a date."), key="kind")
    on = v.get("date")
    if on and not period.get("from", date.min) <= on <= period.get("to", date.max):
        what = (f"目标日期 {on} 不在规划期内。", f"The target date {on} lies outside the plan's period.")
        yield entry.problem(
            "period", what, ("请核对目标日期与 plan.toml 的 period。", "Check it against plan.toml."), key="date"
        )


def crossing_targets(targets: list[Entry]) -> Iterator[Problem]:
    """Two promises for the same indicator, place and day; or one that falls back behind an earlier one."""
    series: dict[tuple[Any, ...], list[Entry]] = defaultdict(list)
    for entry in targets:
        v = entry.values
        if "date" in v and "value" in v and "comparator" in v and entry.parent is not None:
            place = (v.get("region_code"), v.get("department_code"))
            series[(entry.parent.name, *place, v["comparator"])].append(entry)
    for (_, _, _, comparator), entries in series.items():
        entries.sort(key=lambda e: e.values["date"])
        for before, after in pairwise(entries):
            yield from _pair(before, after, comparator)
    yield from _impossible_bands(series)


def _pair(before: Entry, after: Entry, comparator: str) -> Iterator[Problem]:
    old, new = before.values, after.values
    if old["date"] == new["date"]:
        line = before.line()
        what = (f"同一日期有两个目标,另一个在第 {line} 行。", f"Two targets for one day, the other in line {line}.")
        advice = ("同一目标重复出现时用 more_clauses。", "A target stated twice is one entry with more_clauses.")
        yield after.problem("overlap", what, advice, key="date")
    elif (comparator == ">=" and new["value"] < old["value"]) or (comparator == "<=" and new["value"] > old["value"]):
        then, now = f"{old['date']}: {old['value']}", f"{new['date']}: {new['value']}"
        what = (
            f"后期目标({now})比前期({then})更宽。",
            f"The later target ({now}) is weaker than the earlier ({then}).",
        )
        advice = ("确属原文如此可不改。", "Leave it if the text says so.")
        yield after.problem("weaker_later", what, advice, key="value", level="notice")


def _impossible_bands(series: dict[tuple[Any, ...], list[Entry]]) -> Iterator[Problem]:
    for (*place, comparator), entries in series.items():
        if comparator != ">=":
            continue
        caps = {e.values["date"]: e for e in series.get((*place, "<="), [])}
        for entry in entries:
            cap = caps.get(entry.values["date"])
            if cap and cap.values["value"] < entry.values["value"]:
                line = cap.line("value")
                what = (f"下限高于第 {line} 行的上限,无法同时达到。", f"The floor is above the ceiling of line {line}.")
                yield entry.problem("overlap", what, ("请核对两个数值。", "Check both values."), key="value")
