"""Does a pack contradict itself? Numbers without a promise, promises without a number, periods that cross."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from data.plan_deadline import deadline_trouble
from data.plan_format import INDICATOR_CODE, KINDS_WITH_VALUE, KINDS_WITHOUT_VALUE
from data.plan_toml import Entry, Problem


def meaning_problems(entries: list[Entry]) -> list[Problem]:
    """Contradictions inside one pack. Entries must have passed `shape_problems`."""
    plan = next(e for e in entries if e.table.name == "")
    targets = [e for e in entries if e.table.name == "indicator.target"]
    tasks = [e for e in entries if e.table.name == "task"]
    found = [*_plan(plan), *_twice(entries), *_crossing(targets)]
    found += [p for e in entries if e.table.name == "indicator" for p in _indicator(e)]
    found += [p for e in targets for p in (*_target(e), *_outside_period(e, plan.values.get("period", {})))]
    found += [p for e in tasks for p in (*_owners(e), *_deadline(e))]
    found += [p for e in entries if e.table.name in {"limit", "milestone"} for p in _limit_or_milestone(e)]
    return found


def _plan(plan: Entry) -> Iterator[Problem]:
    period = plan.values.get("period", {})
    if period.get("from") and period.get("to") and period["from"] > period["to"]:
        what = ("规划期的起点晚于终点。", "The period ends before it starts.")
        yield plan.problem("period", what, ("请核对 from 和 to。", "Check from and to."), key="period")
    if plan.values.get("extends") == plan.values["slug"]:
        yield plan.problem("extends", ("方案不能叠加在自己之上。", "A pack can't extend itself."), key="extends")


def _twice(entries: list[Entry]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], int] = {}
    for entry in entries:
        if entry.table.name in {"", "indicator.target"}:
            continue
        first = seen.setdefault((entry.table.name, entry.name), entry.line())
        if first != entry.line():
            what = (
                f"“{entry.name}”重复,首次出现在第 {first} 行。",
                f"{entry.name} stands twice, first in line {first}.",
            )
            yield entry.problem("duplicate", what, ("请合并或改编号。", "Merge them or renumber."), key=entry.table.key)


def _indicator(entry: Entry) -> Iterator[Problem]:
    v = entry.values
    if not INDICATOR_CODE.fullmatch(v["code"]):
        what = (f"指标编码“{v['code']}”不合格式。", f"{v['code']} is not an indicator code.")
        yield entry.problem("code", what, ("写作 M13-1 或 M13-1-L。", "Write M13-1 or M13-1-L."), key="code")
    yield from _as_rate(entry, "baseline", v["unit"])
    if ("baseline" in v) != ("baseline_on" in v):
        what = ("基线值与基线日期须同时给出。", "A baseline needs its date, and the other way round.")
        yield entry.problem("baseline", what, key="baseline" if "baseline" in v else "baseline_on")
    first = min((t["date"] for t in v["target"] if "date" in t), default=None)
    if first and v.get("baseline_on") and v["baseline_on"] >= first:
        what = ("基线日期不早于首个目标日期。", "The baseline is not before the first target.")
        yield entry.problem("period", what, key="baseline_on")
    if not v["target"]:
        yield entry.problem("no_target", ("指标没有任何目标。", "The indicator has no target."))


def _as_rate(entry: Entry, key: str, unit: str) -> Iterator[Problem]:
    value = entry.values.get(key)
    if unit == "percent" and value is not None and not 0 <= value <= 1:
        what = (f"百分比写作 0 到 1 之间的小数,不是 {value}。", f"A percentage is written 0-1, not {value}.")
        advice = (f"请写 {value / 100:g}。", f"Write {value / 100:g}.") if 1 < value <= 100 else ("", "")
        yield entry.problem("percent", what, advice, key=key)


def _target(entry: Entry) -> Iterator[Problem]:
    v, kind = entry.values, entry.values["kind"]
    assert entry.parent is not None
    yield from _as_rate(entry, "value", entry.parent.values["unit"])
    if kind in KINDS_WITH_VALUE:
        for key in ("value", "date", "comparator"):
            if key not in v:
                what = (f"目标类型 {kind} 需要“{key}”。", f"A target of kind {kind} needs {key}.")
                advice = ("原文没有数字时用 direction、implied_total 或 stage。",
                          "Where the text has no number use direction, implied_total or stage.")  # fmt: skip
                yield entry.problem(f"target_without_{key}", what, advice, key="kind")
    if kind in KINDS_WITHOUT_VALUE and "value" in v:
        what = (
            f"目标类型 {kind} 不带数值:原文没有数字。",
            f"A target of kind {kind} has no value: the text gives none.",
        )
        yield entry.problem("target_with_value", what, ("请删去 value。", "Take value out."), key="value")
    if kind == "deliverable" and "date" not in v:
        yield entry.problem("target_without_date", ("限期成果需要日期。", "A deliverable needs a date."), key="kind")


def _outside_period(entry: Entry, period: dict[str, date]) -> Iterator[Problem]:
    on = entry.values.get("date")
    if on and not period.get("from", date.min) <= on <= period.get("to", date.max):
        what = (f"目标日期 {on} 不在规划期内。", f"The target date {on} lies outside the plan's period.")
        yield entry.problem(
            "period", what, ("请核对目标日期与 plan.toml 的 period。", "Check it against plan.toml."), key="date"
        )


def _crossing(targets: list[Entry]) -> Iterator[Problem]:
    """Two promises for the same indicator, place and day; or one that falls back behind an earlier one."""
    series: dict[tuple[Any, ...], list[Entry]] = defaultdict(list)
    for entry in targets:
        v = entry.values
        if "date" in v and "value" in v and "comparator" in v and entry.parent is not None:
            place = (v.get("region_code"), v.get("department_code"))
            series[(entry.parent.name, *place, v["comparator"])].append(entry)
    for (_, _, _, comparator), entries in series.items():
        entries.sort(key=lambda e: e.values["date"])
        for before, after in zip(entries, entries[1:], strict=False):
            yield from _pair(before, after, comparator)
    yield from _impossible_bands(series)


def _pair(before: Entry, after: Entry, comparator: str) -> Iterator[Problem]:
    old, new = before.values, after.values
    if old["date"] == new["date"]:
        what = (f"同一日期有两个目标,另一个在第 {before.line()} 行。",
                f"Two targets for one day, the other in line {before.line()}.")  # fmt: skip
        yield after.problem("overlap", what, ("同一目标重复出现时用 more_clauses。", "A target stated twice is one entry "
                            "with more_clauses."), key="date")  # fmt: skip
    elif (comparator == ">=" and new["value"] < old["value"]) or (comparator == "<=" and new["value"] > old["value"]):
        what = (f"{new['date']} 的目标({new['value']})比 {old['date']} 的({old['value']})更宽。",
                f"The target of {new['date']} ({new['value']}) is weaker than that of {old['date']} ({old['value']}).")  # fmt: skip
        yield after.problem("weaker_later", what, ("确属原文如此可不改。", "Leave it if the text says so."),
                            key="value", level="notice")  # fmt: skip


def _impossible_bands(series: dict[tuple[Any, ...], list[Entry]]) -> Iterator[Problem]:
    for (*place, comparator), entries in series.items():
        if comparator != ">=":
            continue
        caps = {e.values["date"]: e for e in series.get((*place, "<="), [])}
        for entry in entries:
            cap = caps.get(entry.values["date"])
            if cap and cap.values["value"] < entry.values["value"]:
                what = (f"下限高于第 {cap.line('value')} 行的上限,无法同时达到。",
                        f"The floor lies above the ceiling of line {cap.line('value')}.")  # fmt: skip
                yield entry.problem("overlap", what, ("请核对两个数值。", "Check both values."), key="value")


def _owners(entry: Entry) -> Iterator[Problem]:
    v = entry.values
    named: dict[str, int] = {}
    for owner in v.get("departments", []):
        if owner["name"] in named:
            what = (f"责任单位“{owner['name']}”列了两次。", f"{owner['name']} is listed twice.")
            advice = (
                "保留一次;原文重复的写入 note_zh、note_en。",
                "Keep one; note a repetition of the text in note_zh/en.",
            )
            yield entry.problem("duplicate", what, advice, key="departments", needle=owner["name"])
        named[owner["name"]] = 1
    leads = [o["department"] for o in v.get("departments", []) if o["role"] == "lead"]
    if v.get("lead") and v["lead"] not in leads:
        what = ("lead 与 departments 中的牵头单位不一致。", "lead does not match a department with role lead.")
        yield entry.problem("lead", what, key="lead")
    if leads and not v.get("lead"):
        what = ("有牵头单位而没有写 lead。", "A department has role lead, yet lead is not given.")
        yield entry.problem("lead", what, key="departments", needle='"lead"')
    if leads and "牵头" not in v["text_zh"]:
        what = (
            "条款全文没有“牵头”二字;排在首位不等于牵头。",
            "The text does not say 牵头; coming first is not leading.",
        )
        yield entry.problem("lead", what, key="departments", needle='"lead"')
    if not any(v.get(k) for k in ("departments", "local_governments", "each_department")):
        what = ("任务没有责任单位。", "The task has no owner.")
        yield entry.problem(
            "no_owner", what, ("原文确未写明可不改。", "Leave it if the text names none."), level="notice"
        )


def _deadline(entry: Entry) -> Iterator[Problem]:
    given = entry.values.get("deadline")
    trouble = deadline_trouble(given) if given else None
    if trouble:
        advice = ("照原文措辞改 kind、wording 或 month。", "Mend kind, wording or month after the text.")
        yield entry.problem("deadline", trouble, advice, key="deadline")


def _limit_or_milestone(entry: Entry) -> Iterator[Problem]:
    v = entry.values
    if entry.table.name == "limit" and v["days"] <= 0:
        yield entry.problem("days", ("时限天数应为正整数。", "A limit has at least one day."), key="days")
    if entry.table.name == "limit" and not v["acts"]:
        yield entry.problem("acts", ("没有写明时限适用的行为。", "The limit names no acts."), key="acts")
    if entry.table.name == "milestone" and v["kind"] == "deliverable" and "due_on" not in v:
        yield entry.problem("milestone", ("限期成果需要 due_on。", "A deliverable needs due_on."))
