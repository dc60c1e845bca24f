"""The sample of the Hegang plan: what departments report on fourteen tasks in 2020 and 2021, some of them late, and a few acts."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from data import plan as packs
from data.sample.bands import send_bands
from data.sample.commitments import send_commitments
from data.sample.credit_checks import send_credit_checks
from data.sample.decisions import Office, make_acts
from data.sample.deliveries import days_of, deliveries
from data.sample.entities import Entities, make_entities, send_entities
from data.sample.truth import Truth
from data.sample.world import World, read_world
from data.sample.write import Outbox

NAME = "鹤岗市演示数据"
AS_OF = "2022-01-10"
CITY = "230400"
PLAN = "hegang-2020"
LEADS = "business_environment"  # gathers the reports
EACH_DEPARTMENT = ("market_regulation", "housing_construction", "transport", "health", "education", "emergency")
# Months after its deadline (read to the last day of the month) in which a department first reports what was asked.
LATE = {
    ("02", "education"): 2, ("02", "housing_construction"): 5, ("01", "transport"): 1, ("14", "tax"): 6,
    ("09", "urban_management"): 4, ("05", "court"): 3,
}  # fmt: skip
NEVER = (("03", "education"), ("08", LEADS))  # not started by the end
MONTHS = np.arange(np.datetime64("2020-07"), np.datetime64("2022-01"))  # a report a month, on the 25th
OFFICES = {
    "market_regulation": Office(0.003, 0.64, 0.34, "HG-SJ"),
    "housing_construction": Office(0.0015, 0.70, 0.28, "HG-ZJ"),
    "transport": Office(0.001, 0.55, 0.43, "HG-JT"),
}
COMMITMENTS = {
    "market_regulation": (0.012, "HG-SJ"),
    "housing_construction": (0.006, "HG-ZJ"),
    "transport": (0.004, "HG-JT"),
}
CHECKS = {
    LEADS: (0.010, "HG-YS", ("行政审批", "招标投标")), "urban_management": (0.004, "HG-CG", ("政府采购", "资质审核")),
}  # fmt: skip
RETURNED = {"M24-3": (120, (0.18, 0.30, 0.44, 0.61, 0.70, 0.78)), "M29-5": (40, (0.10, 0.08, 0.05, 0.05, 0.03, 0.03))}


def fill(outbox: Outbox, truth: Truth) -> None:
    """Task reports, a small register with its acts, promises and checks, bands, and two returned indicators of the city."""
    world = read_world(
        CITY, seed=truth.seed, scale=truth.scale, first_year=2020, n_quarters=8, backlog_until=2019, as_of=AS_OF
    )
    truth.tasks = _send_task_reports(world, outbox)
    entities = make_entities(world, at_scale_one=800)
    send_entities(entities, outbox)
    _send_acts(entities, outbox)
    send_commitments(entities, outbox, truth, COMMITMENTS)
    send_credit_checks(world, outbox, truth, CHECKS)
    send_bands(world, outbox, tuple(OFFICES))
    _send_returns(world, outbox)


def _send_task_reports(world: World, outbox: Outbox) -> dict[str, dict[str, object]]:
    """Send the monthly reports in quarterly files; returns what each task's departments come to."""
    pairs = [
        (task["task"], department, *_outcome(world, task, department))
        for task in packs.read_pack(packs.PLANS / PLAN).tasks
        for department in _owners(task)
    ]
    schema = {"task": pl.String, "department_code": pl.String, "final": pl.String, "turn": pl.Int64}
    reports = _by_month(pl.DataFrame(pairs, schema=schema, orient="row"))
    plan = deliveries(world, LEADS, "task_reports")
    outbox.send_all(
        "task_reports",
        LEADS,
        plan,
        reports.with_columns(_file=pl.Series(plan.file_of(days_of(reports, "reported_on")))),
    )
    found: dict[str, dict[str, object]] = {}
    for task, department, final, turn in pairs:
        late = (task, department) in LATE or (task, department) in NEVER
        found.setdefault(task, {})[department] = {
            "asked": final, "first_month": str(MONTHS[turn]) if turn < len(MONTHS) else None, "late": late,
        }  # fmt: skip
    return found


def _owners(task: dict[str, Any]) -> list[str]:
    """The departments a task names, and a few for 各部门."""
    named = [d["department"] for d in task.get("departments", [])]
    return list(dict.fromkeys([*named, *(EACH_DEPARTMENT if task.get("each_department") else ())]))


def _outcome(world: World, task: dict[str, Any], department: str) -> tuple[str, int]:
    """What is asked of a department (done or started), and the index of the month whose report first says so."""
    deadline, key = task["deadline"], (task["task"], department)
    final = "done" if deadline["kind"] == "finish_by" else "started"
    if key in NEVER:
        return final, len(MONTHS)
    month = deadline.get("month")
    due = int(np.searchsorted(MONTHS, np.datetime64(month))) if month else 3
    early = int(world.stream("early", *key).integers(0, 3))
    return final, due + LATE[key] if key in LATE else max(0, due - early)


def _by_month(pairs: pl.DataFrame) -> pl.DataFrame:
    """Every pair in every month: before its turn not started, or started where it must be finished."""
    months = pl.DataFrame({"month": np.arange(len(MONTHS)), "reported_on": MONTHS.astype("datetime64[D]") + 24})
    there, done = pl.col("month") >= pl.col("turn"), pl.col("final") == "done"
    before = pl.when(done & (pl.col("month") > 0)).then(pl.lit("started")).otherwise(pl.lit("not_started"))
    return pairs.join(months, how="cross").select(
        plan=pl.lit(PLAN),
        task="task",
        department_code="department_code",
        reported_on="reported_on",
        state=pl.when(there).then("final").otherwise(before),
        percent=pl.when(there & done).then(1.0).when(there).then(0.6).otherwise(0.0),
        evidence=pl.when(there).then(pl.lit("印发文件及工作总结")),
    )


def _send_acts(entities: Entities, outbox: Outbox) -> None:
    for department, office in OFFICES.items():
        plan = deliveries(entities.world, department, "decisions")
        acts = make_acts(entities, department, office)
        outbox.send_all("decisions", department, plan, plan.with_later_news(acts, "decided_on", "published_on"))


def _send_returns(world: World, outbox: Outbox) -> None:
    first = world.quarters.index("2020Q3")
    for q in range(first, world.n_quarters):
        rows = pl.DataFrame({
            "indicator": list(RETURNED), "period": world.quarters[q], "region_code": CITY, "department_code": LEADS,
            "numerator": [round(cases * shares[q - first]) for cases, shares in RETURNED.values()],
            "denominator": [cases for cases, _ in RETURNED.values()],
            "reported_on": [(world.starts[q + 1] + 4).item()] * len(RETURNED),
        })  # fmt: skip
        label = f"{world.quarters[q][:4]}年第{world.quarters[q][5]}季度"
        outbox.send("returns", LEADS, world.starts[q + 1] + 6, label, rows)
