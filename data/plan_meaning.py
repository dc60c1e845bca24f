"""Does a pack contradict itself? Entries that stand twice, owners and deadlines that do not match their text."""

from __future__ import annotations

from collections.abc import Iterator

from data.plan_deadline import deadline_trouble
from data.plan_format import INDICATOR_CODE
from data.plan_targets import crossing_targets, rate_problems, target_problems
from data.plan_toml import Entry, Problem


def meaning_problems(entries: list[Entry]) -> list[Problem]:
    """Contradictions inside one pack. Entries must have passed `shape_problems`."""
    plan = next(e for e in entries if e.table.name == "")
    targets = [e for e in entries if e.table.name == "indicator.target"]
    tasks = [e for e in entries if e.table.name == "task"]
    found = [*_plan(plan), *_twice(entries), *crossing_targets(targets)]
    found += [p for e in entries if e.table.name == "indicator" for p in _indicator(e)]
    found += [p for e in targets for p in target_problems(e, plan.values.get("period", {}))]
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
    yield from rate_problems(entry, "baseline", v["unit"])
    if ("baseline" in v) != ("baseline_on" in v):
        what = ("基线值与基线日期须同时给出。", "A baseline needs its date, and the other way round.")
        yield entry.problem("baseline", what, key="baseline" if "baseline" in v else "baseline_on")
    first = min((t["date"] for t in v["target"] if "date" in t), default=None)
    if first and v.get("baseline_on") and v["baseline_on"] >= first:
        what = ("基线日期不早于首个目标日期。", "The baseline is not before the first target.")
        yield entry.problem("period", what, key="baseline_on")
    if not v["target"]:
        yield entry.problem("no_target", ("指标没有任何目标。", "The indicator has no target."))


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
    yield from _leads(entry, [o["department"] for o in v.get("departments", []) if o["role"] == "lead"])
    if not any(v.get(k) for k in ("departments", "local_governments", "each_department", "note_zh")):
        what = ("任务没有责任单位。", "The task has no owner.")
        advice = ("原文确未写明的,写入 note_zh 说明。", "If the text names none, say so in note_en and note_zh.")
        yield entry.problem("no_owner", what, advice, level="notice")


def _leads(entry: Entry, leads: list[str]) -> Iterator[Problem]:
    """One department that leads is named in `lead`; several lead together and `lead` stays empty."""
    lead = entry.values.get("lead")
    if (lead or len(leads) == 1) and leads != [lead]:
        what = (
            "lead 与 departments 中的牵头单位(role = lead)不一致。",
            "lead and the departments with role lead differ.",
        )
        advice = ("只有一个牵头单位时写 lead,联合牵头时不写。", "Give lead for a single leader, not for joint ones.")
        yield entry.problem("lead", what, advice, key="lead" if lead else "departments")
    if leads and "牵头" not in entry.values["text_zh"]:
        what = ("条款全文没有“牵头”二字。", "The text does not say 牵头.")
        advice = ("排在首位不等于牵头;请改为 responsible。", "Coming first is not leading; write responsible.")
        yield entry.problem("lead", what, advice, key="departments", needle='"lead"')


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
    if entry.table.name == "milestone" and v["kind"] == "deliverable" and not {"due_on", "wording"} & v.keys():
        what = ("限期成果没有期限。", "A deliverable without a date.")
        yield entry.problem("milestone", what, ("请填 due_on 或 wording。", "Give due_on or its wording."))
