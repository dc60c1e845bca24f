"""Listings and measures of the tiny snapshot: feedback breaks with one department, checks with another; one measure works, one does not.

Written down as the build would have counted them; intervals of curves and effects are plausible, not computed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import product

from dashboard.reads.sanction_steps import APART, STATES
from tests.drawing import rows as drawn

QUARTER = "2026Q3"
PARENT = {"360100": "360000", "360700": "360000"}
# Measures by where they stand; what was fed back with an effect is split into complied and none.
STOOD = """
    measure_code            | department_code    | region_code | n_fed_back_effect | n_effect_complied | n_fed_back_unstated | n_feedback_open | n_not_fed_back | n_unapplied | n_unchecked | n_not_due | n_suspended | n_void
    ------------------------+--------------------+-------------+-------------------+-------------------+---------------------+-----------------+----------------+-------------+-------------+-----------+-------------+-------
    public_resource_trading | market_regulation  | 360100      | 60                | 40                | 5                   | 5               | 30             | 4           | 6           | 3         | 2           | 1
    public_resource_trading | market_regulation  | 360700      | 20                | 10                | 0                   | 0               | 10             | 0           | 0           | 0         | 0           | 0
    tax_preference          | development_reform | 360100      | 10                | 5                 | 0                   | 0               | 5              | 0           | 25          | 0         | 0           | 0
    government_procurement  | development_reform | 360100      | 8                 | 8                 | 0                   | 0               | 0              | 0           | 0           | 0         | 0           | 0     """
LISTED = """
    list           | n_listings | n_entities | n_published | n_with_measure | n_measured | n_complied | n_repaired | n_expired | n_exit_complied | n_open | n_open_expired | n_disputed
    ---------------+------------+------------+-------------+----------------+------------+------------+------------+-----------+-----------------+--------+----------------+-----------
    joint_sanction | 200        | 180        | 190         | 150            | 120        | 90         | 20         | 10        | 30              | 140    | 4              | 3
    focus          | 80         | 80         | 80          | 0              | 0          | 20         | 0          | 0         | 20              | 60     | 0              | 0
    red            | 12         | 12         | 12          | 0              | 0          | 0          | 0          | 0         | 0               | 12     | 0              | 0         """
Row = Callable[..., str]


def rows(row: Row) -> str:
    """Everything the page `sanctions` reads, by `row(table, **columns)`."""
    return "".join((*_plan(row), *_measures(row), *_listings(row), *_curves(row), *_effects(row), *_sent(row)))


def _plan(row: Row) -> Iterator[str]:
    for measure, zh, en, is_key in (
        ("public_resource_trading", "限制公共资源交易", "Limits on public resource trading", True),
        ("tax_preference", "限制享受税收优惠", "Limits on tax preferences", True),
        ("share_issuance", "限制股票发行", "Limits on share issuance", True),
        ("government_procurement", "限制参加政府采购", "Limits on government procurement", False),
    ):
        yield row("ref_measure", plan="jiangxi-2020", measure=measure, kind="administrative", name_zh=zh, name_en=en, is_key=is_key,
                  clause="(二十一)", quote="x")  # fmt: skip


def _measures(row: Row) -> Iterator[str]:
    """Each drawn row in itself, in its region's parent, with its measure and department alone and together."""
    summed: dict[tuple[str, str, str], dict[str, int]] = {}
    counted = (*STATES, "n_effect_complied")
    for one in drawn(STOOD):
        regions = (one["region_code"], PARENT[one["region_code"]])
        for key in product((one["measure_code"], "*"), (one["department_code"], "*"), regions):
            held = summed.setdefault(key, dict.fromkeys(counted, 0))
            for column in counted:
                held[column] += int(one[column])
    for (measure, department, region), n in summed.items():
        stood = {k: n[k] for k in STATES}
        owed = sum(v for k, v in stood.items() if k not in APART)
        back = n["n_fed_back_effect"] + n["n_fed_back_unstated"]
        applied = back + n["n_feedback_open"] + n["n_not_fed_back"]
        for quarter, window in (("2025Q3", 4), (QUARTER, 1), (QUARTER, 4), (QUARTER, 12)):
            yield row(
                "stat_measure", quarter=quarter, n_quarters=window, measure_code=measure, list="*", grade="*", region_code=region,
                department_code=department, n_measures=sum(stood.values()), n_entities=sum(stood.values()) - 2, **stood, n_owed=owed,
                n_checked=owed - n["n_unchecked"], n_applied=applied, n_applied_late=3, n_applied_unchecked=1, n_fed_back=back,
                n_effect_complied=n["n_effect_complied"], n_effect_partly=0, n_effect_none=n["n_fed_back_effect"] - n["n_effect_complied"],
                n_in_force=applied - 1, n_ended=1, n_ended_not_fed_back=1, n_with_amount=2, amount=1_234_567.0,
            )  # fmt: skip
    for step, days in (("check", 5), ("apply", 4), ("feed_back", 36)):
        yield row("stat_step_days", quarter=QUARTER, n_quarters=4, step=step, measure_code="public_resource_trading", list="*", grade="*",
                  region_code="360000", department_code="*", n=100, days_median=days, days_p90=2 * days)  # fmt: skip


def _listings(row: Row) -> Iterator[str]:
    nought = dict.fromkeys(("n_notified", "n_corrected", "n_deregistered", "n_exit_unstated"), 0)
    for one in drawn(LISTED):
        for region, window in product(("360000", "360102"), (1, 4, 12)):
            counts = {k: int(v) for k, v in one.items() if k != "list"}
            yield row("stat_listing", quarter=QUARTER, n_quarters=window, list=one["list"], grade="*", region_code=region,
                      department_code="*", **counts, **nought)  # fmt: skip


def _curve(row: Row, asked: str, cause: str, steps: dict[int, float], **group: object) -> Iterator[str]:
    here = {
        "quarter": QUARTER,
        "list": "*",
        "grade": "*",
        "measure_code": "*",
        "region_code": "360000",
        "department_code": "*",
    } | group
    for nth, (day, share) in enumerate(steps.items()):
        yield row("stat_survival", **here, asked=asked, cause=cause, days=day, share=share, low=share * 0.9, high=min(1.0, share * 1.1),
                  n_at_risk=200 - 60 * nth, n_events=round(200 * share))  # fmt: skip


def _summary(row: Row, asked: str, cause: str, n: int, events: int, state: str, **more: object) -> str:
    here = {
        "quarter": QUARTER,
        "list": "*",
        "grade": "*",
        "measure_code": "*",
        "region_code": "360000",
        "department_code": "*",
    }
    return row(
        "stat_survival_summary", **here | {"asked": asked, "cause": cause, "n": n, "n_events": events, "n_open": n - events, "n_left_out": 0,
                                           "state": state} | more,
    )  # fmt: skip


def _curves(row: Row) -> Iterator[str]:
    told = {
        "median_days": 202.0,
        "median_low": 195.0,
        "median_high": None,
        "by_90": 0.2,
        "by_180": 0.44,
        "by_365": 0.68,
    }
    yield _summary(row, "comply", "complied", 200, 136, "estimated", **told)
    for group, n, events, state in (("joint_sanction", 190, 130, "estimated"), ("market_ban", 12, 6, "few_events")):
        known = told if state == "estimated" else {}
        yield _summary(row, "comply", "complied", n, events, state, list=group, **known)
        yield from _curve(row, "comply", "complied", {0: 0.0, 90: 0.2, 180: 0.44, 365: 0.68}, list=group)
    yield _summary(row, "comply", "complied", 100, 90, "not_reached", measure_code="tax_preference")
    yield from _curve(row, "comply", "complied", {0: 0.0, 90: 0.1}, measure_code="tax_preference")
    yield from _curve(row, "comply", "complied", {0: 0.0, 90: 0.2, 180: 0.44})
    for cause, steps in (
        ("repaired", {0: 0.0, 200: 0.2, 365: 0.234}),
        ("expired", {0: 0.0, 365: 0.294}),
        ("complied", {0: 0.0, 100: 0.1}),
    ):
        yield _summary(row, "end", cause, 200, 40, "estimated", by_365=max(steps.values()))
        yield from _curve(row, "end", cause, steps)
    for cause, events, share in (("same_region", 22, 0.111), ("elsewhere", 12, 0.025)):
        yield _summary(row, "reoffend", cause, 200, events, "estimated", by_180=share / 2, by_365=share, by_730=2 * share,
                       by_365_low=share * 0.9, by_365_high=share * 1.1, mean_count_365=0.14, visits_a_year=0.28)  # fmt: skip
        yield _summary(row, "reoffend", cause, 9, 2, "few_events", list="market_ban", mean_count_365=0.5)


def _effects(row: Row) -> Iterator[str]:
    here = {"quarter": QUARTER, "region_code": "360000"}
    used = json.dumps({"stratified_by": ["office", "ground"], "adjusted_for": ["prior"], "measures": ["tax_preference"], "n_listings": 900,
                       "n_left_out": 3, "events_with": 120, "events_without": 300, "ph_p": 0.5})  # fmt: skip
    pairs = json.dumps(
        {"share_treated": 0.5, "share_control": 0.41, "n_unmatched": 7, "matched_on": ["office", "days"]}
    )
    naive = json.dumps({"expected_regression": -0.08, "beyond_regression": -0.005, "low": -0.02, "high": 0.01})
    for measure, ratio, claim, reason in (
        ("public_resource_trading", (1.6, 1.48, 1.73), "works", "both_agree"),
        ("tax_preference", (1.02, 0.94, 1.11), "no_effect_seen", "interval_holds_none"),
    ):
        one = {"measure_code": measure, **here}
        counts = {"n_treated": 400, "n_control": 500, "n_events": 420}
        yield row("stat_effect", **one, design="hazard", outcome="comply", estimate=ratio[0], low=ratio[1], high=ratio[2], p=0.0001, q=0.0003,
                  detail=used, claim=claim, reason=reason, **counts)  # fmt: skip
        yield row("stat_effect", **one, design="matched", outcome="comply", estimate=0.092, low=0.051, high=0.133, p=0.01, q=0.02, detail=pairs,
                  claim="association_only", reason="one_design", **counts)  # fmt: skip
        yield row("stat_effect", **one, design="before_after", outcome="reoffend", estimate=-0.085, low=-0.1, high=-0.07, detail=naive,
                  claim="association_only", reason="regression_to_mean", **counts)  # fmt: skip
        yield row("stat_balance", **one, outcome="comply", covariate="prior", treated=0.36, control_before=0.3, control_after=0.36,
                  difference_before=0.2, difference_after=0.03)  # fmt: skip
        for group, month in product(("treated", "control"), range(-3, 3)):
            yield row("agg_effect_course", **one, group_code=group, month=month, n=100, rate=0.1 if month < 0 else 0.04)


def _sent(row: Row) -> Iterator[str]:
    for feed, refused in (("listings", 2), ("measures", 0)):
        yield row(
            "meta_submission", submission_id=f"x-{feed}", position=70, feed=feed, department_code="market_regulation", file_name=f"{feed}.csv",
            received_on="2026-10-01", encoding="utf-8", size_bytes=1000, rows=300, kept=300 - refused, refused=refused, masked=0, duplicates=0, dropped=0,
        )  # fmt: skip
    yield row(
        "meta_problem_count", submission_id="x-listings", rule="exited_after_listed", column_name="exited_on", n_rows=2
    )
    yield row("meta_query", name="fct_measure", sql="select 3")
