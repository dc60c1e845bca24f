"""Matters in which credit must be looked up before deciding: most are, some too late, some never."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from data.sample.columns import as_text, named, numbered, same, spelled
from data.sample.deliveries import days_of, deliveries
from data.sample.events import a_working_day, by_time, regions, where_and_when
from data.sample.goals import expected
from data.sample.planted.promises import CHECKED_AFTERWARDS, late_share, record_checks, unchecked_before
from data.sample.truth import Truth
from data.sample.variation import office_factors
from data.sample.world import World
from data.sample.write import Outbox

N_AT_SCALE_ONE = 16_000
# Share of all matters, mark, and the matters each department decides.
OFFICES = {
    "government_services": (0.36, "ZW", ("行政审批", "告知承诺办件")),
    "natural_resources": (0.18, "ZR", ("土地出让", "行政审批")),
    "finance": (0.24, "CZ", ("政府采购", "财政资金安排")),
    "human_resources": (0.22, "RS", ("评先评优", "资质审核")),
}
HIT, RESTRICTED, TOO_LATE = 0.024, 0.91, 0.3  # of those looked up; of the hits; of those not looked up before
REPORTS = (0.12, 0.45)  # share decided with a credit report in hand, first and last quarter
LATER_NEWS = {"checked_on": ("hit", "restricted", "report_used")}


def send_credit_checks(
    world: World, outbox: Outbox, truth: Truth, offices: Mapping[str, tuple[float, str, tuple[str, ...]]] = OFFICES
) -> None:
    """Each department sends the matters it decided, and the row again when the check was made later still."""
    for department, office in offices.items():
        send_matters(world, department, office, outbox, truth)


def send_matters(
    world: World, department: str, office: tuple[float, str, tuple[str, ...]], outbox: Outbox, truth: Truth
) -> None:  # fmt: skip
    """One department's."""
    (share, mark, matters), plan = office, deliveries(world, department, "credit_checks")
    with outbox.office("credit_checks", department, plan) as files:
        for part in world.parts(N_AT_SCALE_ONE * share):
            rows = make_checks(part, department, share, mark, matters)
            files.send(plan.with_news(rows, "decided_on", LATER_NEWS))
            if department == CHECKED_AFTERWARDS.department:
                record_checks(part, truth, as_text(rows))


def make_checks(world: World, department: str, share: float, mark: str, matters: tuple[str, ...]) -> pl.DataFrame:
    """All matters of one department, as they truly went."""
    rng, n = world.stream("credit_checks", department), world.count(N_AT_SCALE_ONE * share)
    place, quarter = where_and_when(world, rng, n)
    decided = a_working_day(world, rng, quarter)
    factor = office_factors(world, rng, "credit_checks", department, place, quarter, len(regions(world)))
    missed = unchecked_before(world, department, 1 - expected(world, "M06-1", department))
    missed = rng.random(n) < missed[quarter] * factor
    late = missed & (rng.random(n) < late_share(world, department, quarter, TOO_LATE))
    before = decided - rng.integers(0, 6, n)
    after = world.after_workdays(decided, rng.integers(1, 16, n))
    checked = np.where(late, after, np.where(missed, np.datetime64("NaT"), before))
    looked_up = ~np.isnat(checked)
    hit = looked_up & (rng.random(n) < HIT)
    report = looked_up & (rng.random(n) < np.linspace(*REPORTS, world.n_quarters)[quarter])
    matter = rng.integers(0, len(matters), n)
    restricted = hit & (rng.random(n) < RESTRICTED)
    order = by_time(world, decided)
    decided = decided[order]
    return pl.DataFrame({
        "check_id": numbered(f"HC-{mark}", decided, world.rows_before + np.arange(1, n + 1), 6),
        "matter": named(matter[order], matters), "department_code": same(department, n),
        "region_code": named(place[order], regions(world)), "decided_on": decided, "checked_on": checked[order],
        "hit": hit[order], "restricted": restricted[order], "report_used": report[order],
    }).with_columns(
        # what was never looked up can neither hit nor miss
        pl.when(pl.col("checked_on").is_not_null()).then(pl.col(c)).alias(c) for c in ("hit", "restricted", "report_used")
    )  # fmt: skip


def returned_checks(world: World, department: str) -> pl.DataFrame:
    """What a department returns of its own matters, city by city, in the columns of the returns and `quarter`, its index: just
    what its records give, so that a return and a count of the same thing agree.
    """
    share, mark, matters = OFFICES[department]
    parts = [make_checks(part, department, share, mark, matters) for part in world.parts(N_AT_SCALE_ONE * share)]
    rows = pl.concat(
        part.select(
            "decided_on", region_code=pl.col("region_code").cast(pl.String).str.head(4) + "00",
            before=pl.col("checked_on") <= pl.col("decided_on"),
        )
        for part in parts
    )  # fmt: skip
    rows = rows.with_columns(quarter=pl.Series(world.quarter_of(days_of(rows, "decided_on"))))
    counted = rows.group_by("quarter", "region_code").agg(numerator=pl.col("before").sum(), denominator=pl.len())
    counted = counted.sort("quarter", "region_code")
    quarter = counted["quarter"].to_numpy()
    return counted.with_columns(
        indicator=pl.lit("M06-1"), period=spelled(quarter, world.quarters), department_code=pl.lit(department),
        reported_on=pl.Series(world.starts[quarter + 1] + 2),
    )  # fmt: skip
