"""What departments report on their tasks, quarter by quarter: not started, started, done."""

from __future__ import annotations

import numpy as np
import polars as pl

from data import plan as packs
from data.sample.deliveries import deliveries
from data.sample.truth import Truth
from data.sample.world import World
from data.sample.write import Outbox

FROM_QUARTER = "2020Q4"  # the first reports after the plan was issued
OWN_REPORTS = ("market_regulation", "housing_construction", "transport", "emergency")
COLLECTOR = "development_reform"  # gathers the reports of all others
UNNAMED = ("market_regulation", "housing_construction", "transport", "ecology_environment")  # report for 各有关单位
STATES = np.array(["not_started", "started", "done"])
EVIDENCE = {"started": "阶段性工作总结", "done": "印发文件及工作总结"}
YEARS_TO_START, YEARS_TO_FINISH, OPEN_FOR_GOOD = 0.5, 2.2, 0.12


def owners(plan: str) -> pl.DataFrame:
    """Each task of a pack with each department it names (columns task, department_code), from the pack's own tables."""
    tasks = packs.read_pack(packs.PLANS / plan).tasks
    named = {t["task"]: [d["department"] for d in t.get("departments", [])] for t in tasks}
    pairs = [(task, department) for task, own in named.items() for department in own or UNNAMED]
    return pl.DataFrame(pairs, schema=["task", "department_code"], orient="row").unique(maintain_order=True)


def send_task_reports(world: World, outbox: Outbox, truth: Truth, *, plan: str) -> None:
    """Four offices send their own; the others report through development and reform."""
    reports = _reports(world, plan)
    last = reports.group_by("task", "department_code").agg(pl.col("state").last())
    truth.tasks = {
        "owners": {"n": last.height},
        "states": dict(last["state"].value_counts().sort("state").iter_rows()),
    }
    for department in OWN_REPORTS:
        _send(world, outbox, department, reports.filter(pl.col("department_code") == department))
    _send(world, outbox, COLLECTOR, reports.filter(~pl.col("department_code").is_in(OWN_REPORTS)))


def _send(world: World, outbox: Outbox, sender: str, rows: pl.DataFrame) -> None:
    plan = deliveries(world, sender, "task_reports")
    file = plan.file_of(world.starts[rows["quarter"].to_numpy() + 1] - 1)
    outbox.send_all("task_reports", sender, plan, rows.drop("quarter").with_columns(_file=pl.Series(file)))


def _reports(world: World, plan: str) -> pl.DataFrame:
    pairs = owners(plan)
    rng, n = world.stream("tasks", plan), pairs.height
    # Bigger tasks are slow for everybody: half of the waiting belongs to the task, half to the office.
    _, task = np.unique(pairs["task"].to_numpy().astype(str), return_inverse=True)
    slow = rng.exponential(1, task.max() + 1)[task]
    starts = YEARS_TO_START * (slow + rng.exponential(1, n)) / 2
    ends = starts + 0.5 + YEARS_TO_FINISH * (slow + rng.exponential(1, n)) / 2
    ends[rng.random(n) < OPEN_FOR_GOOD] = 99
    first = world.quarters.index(FROM_QUARTER)
    years = (np.arange(first, world.n_quarters) - first + 1)[None, :] / 4
    state = (years >= starts[:, None]).astype(int) + (years >= ends[:, None])
    done = np.clip((years - starts[:, None]) / (ends - starts)[:, None], 0, 1)
    percent = np.where(state == 2, 1.0, np.minimum(np.where(state == 0, 0.0, 0.05 + 0.9 * done), 0.95))
    row, column = np.indices(state.shape).reshape(2, -1)
    quarter = column + first
    return pairs[row].select(
        pl.lit(plan).alias("plan"), "task", "department_code",
        pl.Series("reported_on", world.starts[quarter + 1] + 2),
        pl.Series("state", STATES[state.ravel()]),
        pl.Series("percent", percent.ravel().round(2)),
        pl.Series("quarter", quarter),
    ).with_columns(evidence=pl.col("state").replace_strict(EVIDENCE, default=None))  # fmt: skip
