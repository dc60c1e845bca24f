"""Visits of the tiny snapshot: a province that rises with risk, a city's department that does not, a county without a figure.

Written down as the build would have counted them; intervals are plausible, not computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

QUARTER = "2026Q3"
REGISTER = {"A": 12000, "B": 5000, "C": 900, "D": 200, "none": 400}
RISING = {"A": 360, "B": 750, "C": 450, "D": 156, "none": 20}  # 3 %, 15 %, 50 %, 78 %
FALLING = {"A": 90, "B": 60, "C": 8, "D": 1, "none": 0}
BANDS = {"A": (0.0, 0.05), "B": (0.05, 0.2), "C": (0.21, 0.6), "D": (0.84, 1.0)}


def rows(row: Callable[..., str]) -> str:
    """Everything the page `inspections` reads, by `row(table, **columns)`."""
    return "".join((*_ratios(row), *_gradients(row), *_others(row)))


def _ratios(row: Callable[..., str]) -> Iterator[str]:
    for region, department, visited, scale in (
        ("360000", "*", RISING, 1.0),
        ("360100", "*", RISING, 0.5),
        ("360000", "market_regulation", RISING, 1.0),
        ("360100", "market_regulation", RISING, 0.5),
        ("360700", "*", FALLING, 0.1),
        ("360700", "housing_construction", FALLING, 0.1),
        ("360000", "housing_construction", FALLING, 1.0),
        ("360703", "housing_construction", FALLING, 0.1),
    ):
        for tier, n in REGISTER.items():
            yield _ratio(
                row,
                tier,
                region,
                department,
                round(n * scale),
                round(visited[tier] * (scale if visited is RISING else 1)),
            )
    yield _ratio(row, "A", "360000", "*", 12000, 30, selection="complaint", has_band=False)


def _ratio(
    row: Callable[..., str],
    tier: str,
    region: str,
    department: str,
    n: int,
    x: int,
    *,
    selection: str = "random",
    has_band: bool = True,
) -> str:
    own = has_band and tier in BANDS and department == "market_regulation"
    band = BANDS[tier] if own else (None, None)
    short = (
        max(0, round(BANDS[tier][0] * n) - x)
        if has_band and tier in BANDS and department != "housing_construction"
        else None
    )
    state = "no_band" if short is None else "under_way" if short else "within"
    return row(
        "stat_inspection_ratio", quarter=QUARTER, tier=tier, selection=selection, region_code=region, department_code=department, n_register=n,
        n_inspected=x, low=max(0.0, x / n - 0.02) if n else None, high=min(1.0, x / n + 0.02) if n else None, n_visits=x + 5, entity_years=n * 0.74,
        visits_a_year=(x + 5) / n / 0.74 if n else None, visits_low=x / n / 0.74 if n else None, visits_high=(x + 10) / n / 0.74 if n else None,
        band_low=band[0], band_high=band[1], n_offices=3, n_offices_with_band=0 if short is None else 2, n_banded_register=n, n_banded_inspected=x,
        n_short=short, n_excess=None if short is None else 0, band_state=state,
    )  # fmt: skip


def _gradients(row: Callable[..., str]) -> Iterator[str]:
    for region, department, state in (
        ("360000", "*", "rising"), ("360100", "*", "rising"), ("360000", "market_regulation", "rising"), ("360100", "market_regulation", "rising"),
        ("360700", "*", "inverted"), ("360700", "housing_construction", "inverted"), ("360000", "housing_construction", "no_evidence"),
        ("360703", "housing_construction", "inverted"),
    ):  # fmt: skip
        up = state == "rising"
        for asked in ("ratio", "hits"):
            yield row(
                "stat_gradient", quarter=QUARTER, asked=asked, region_code=region, department_code=department, n_tiers=4, n=18100, x=1716,
                scores="A=0,B=1,C=2,D=3", slope=0.21 if up else -0.02, z=61.4 if up else -3.21, p_trend=0.0 if up else 0.0013,
                q_trend=0.0 if up else 0.0052, chi2=3710.2, p_homogeneity=0.0, ratio=26.0 if up else 0.67, ratio_low=21.4 if up else 0.02,
                ratio_high=31.5 if up else 3.81, tier_from="A", tier_to="D", planned_ratio=36.8 if department == "market_regulation" else None, state=state,
            )  # fmt: skip


def _others(row: Callable[..., str]) -> Iterator[str]:
    here = {"quarter": QUARTER, "region_code": "360000", "department_code": "*"}
    for tier, n, x in (("A", 365, 11), ("B", 755, 60), ("C", 455, 91), ("D", 161, 64), ("none", 0, 0)):
        rate = (None, None) if not n else (max(0.0, x / n - 0.03), x / n + 0.03)
        yield row(
            "stat_hit_rate",
            **here,
            tier=tier,
            selection="random",
            n_visits=n,
            n_with_findings=x,
            low=rate[0],
            high=rate[1],
        )
    yield row(
        "agg_inspection_cap", **here, n_visited=1736, n_capped=1716, n_over_cap=12, n_visits_over=15, most_visits=5
    )
    yield row(
        "agg_inspection_cap",
        **here | {"department_code": "market_regulation"},
        n_visited=1700,
        n_capped=0,
        n_over_cap=0,
        n_visits_over=0,
        most_visits=2,
    )
    yield row(
        "agg_inspection_repeat",
        quarter=QUARTER,
        region_code="360000",
        n_visited=1736,
        n_repeated=41,
        n_visits=1900,
        n_mergeable=44,
    )
    yield row(
        "agg_inspection_pair",
        quarter=QUARTER,
        region_code="360000",
        department_a="housing_construction",
        department_b="market_regulation",
        n_entities=41,
    )
    for quarter, n in (("2026Q2", 600), ("2026Q3", 700)):
        yield row(
            "agg_inspection_manner", **here | {"quarter": quarter}, n_visits=n, n_joint=n // 5, n_with_mode=n - 10, n_remote=n // 10, n_non_workday=4,
            n_unofficial_year=0, n_without_tier=7, n_unknown_entity=3, n_deregistered=2, n_before_registration=1,
        )  # fmt: skip
    for tier, frame, drawn, state, power in (
        ("A", 12000, 360, "as_random", 0.99),
        ("D", 200, 156, "cannot_say", 0.41),
        ("*", 12200, 516, "as_random", 0.99),
    ):
        yield row(
            "stat_draw", **here, tier=tier, n_draws=6, n_frame=frame, n_drawn=drawn, share_low=drawn / frame - 0.01, share_high=drawn / frame + 0.01,
            expected=drawn + 2.5, compared="parts" if tier == "*" else "rest", p=0.43, q=0.61, power=power, state=state,
        )  # fmt: skip
    yield row(
        "stat_draw", **here | {"region_code": "360703", "department_code": "housing_construction"}, tier="*", n_draws=2, n_frame=90, n_drawn=40,
        share_low=0.35, share_high=0.55, expected=21.3, compared="rest", p=0.0002, q=0.004, power=0.93, state="not_random",
    )  # fmt: skip
    for feed, kept, refused in (
        ("inspections", 1900, 3),
        ("entities", 20000, 0),
        ("grades", 18500, 0),
        ("inspection_plans", 40, 1),
        ("draws", 12, 0),
    ):
        yield row(
            "meta_submission", submission_id=f"i-{feed}", position=50, feed=feed, department_code="market_regulation", file_name=f"{feed}.csv",
            received_on="2026-10-01", encoding="utf-8", size_bytes=1000, rows=kept + refused, kept=kept, refused=refused, masked=0, duplicates=0, dropped=0,
        )  # fmt: skip
    yield row(
        "meta_problem_count",
        submission_id="i-inspection_plans",
        rule="low_not_above_high",
        column_name="ratio_low",
        n_rows=1,
    )
    yield row("meta_query", name="agg_inspection_cap", sql="select 2")
