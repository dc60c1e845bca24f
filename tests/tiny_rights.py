"""Rights in the tiny snapshot: a department that sanctions while disputed, another that shows records too long, a third without a fault.

Written down as the build would have counted them; intervals are plausible, not computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

QUARTER = "2026Q3"
HERE = {"quarter": QUARTER, "region_code": "360000", "department_code": "*"}
# defect: found, of how many, still standing, new, entities, days median and longest, straddling, left out
FOUND = {
    "while_disputed": (12, 37, 2, 10, 12, 18.0, 47, 0, 0),
    "wrongly_listed": (3, 9, 2, 1, 3, 60.0, 120, 0, 0),
    "repaired_public": (7, 36, 7, 2, 7, 163.0, 427, 0, 0),
    "repaired_measured": (0, 92, 0, 0, 0, None, None, 0, 0),
    "repaired_early": (4, 29, 0, 4, 4, 1.0, 1, 0, 0),
    "published_too_long": (24, 38, 24, 5, 24, 153.0, 183, 24, 11),
    "exit_overdue": (1, 80, 0, 0, 1, 30.0, 30, 0, 0),
    "outside_catalogue": (60, 791, 49, 12, 60, 174.5, 444, 0, 0),
    "beyond_limit": (0, 0, 0, 0, 0, None, None, 0, 4),
}  # without_basis, after_exit: nothing it could have befallen
OF_DEPARTMENT = {
    "housing_construction": {"while_disputed": (12, 13, 2), "outside_catalogue": (60, 60, 49)},
    "market_regulation": {"published_too_long": (24, 24, 24), "repaired_public": (7, 7, 7)},
    "medical_insurance": {"outside_catalogue": (0, 400, 0)},
}
PARTS = (
    ("while_disputed", "public_resource_trading", 12, 13), ("outside_catalogue", "tourism", 60, 60),
    ("published_too_long", "repair-2026-ordinary", 24, 38), ("repaired_early", "repair-2023", 4, 29),
)  # fmt: skip
OBJECTED = {
    "n_raised": 62, "n_answered": 60, "n_open": 2, "n_due": 0, "n_in_time": 0, "n_without_limit": 62, "n_upheld": 15, "n_not_upheld": 44,
    "n_unstated": 1, "days_median": 15.0, "days_p90": 31.0, "n_with_measures": 53, "n_suspended": 46, "n_in_breach": 37, "n_untouched": 16,
    "days_in_breach": 902, "n_corrected": 12, "n_corrected_in_time": 9, "n_correction_open": 3, "days_to_correct": 3.0, "n_unknown_listing": 4,
    "upheld_low": 0.16, "upheld_high": 0.38, "untouched_low": 0.2, "untouched_high": 0.43, "in_time_low": None, "in_time_high": None,
}  # fmt: skip
REPAIRED = {
    "n_applied": 125, "n_accepted": 120, "n_decided": 122, "n_granted": 111, "n_refused": 8, "n_withdrawn": 3, "n_open": 3,
    "n_outcome_unstated": 0, "n_with_least": 66, "n_too_early": 6, "days_to_decide": 9.0, "days_decide_p90": 14.0, "days_to_unpublish": 2.0,
    "n_unpublished": 106, "n_still_public": 5, "n_measured": 105, "n_still_measured": 0, "n_audited": 18, "n_wrong": 2, "n_missed": 1,
    "n_unknown_listing": 0, "n_twice": 2, "granted_low": 0.87, "granted_high": 0.97, "faulty_low": 0.06, "faulty_high": 0.39,
    "early_low": 0.04, "early_high": 0.18,
}  # fmt: skip
RESTORED = {
    "n_found": 9, "n_entities": 9, "n_corrected": 8, "n_off_list": 8, "n_measured": 5, "n_measures_ended": 4, "n_restored": 7,
    "days_to_restore": 3.0, "days_open_most": 120, "restored_low": 0.45, "restored_high": 0.94,
}  # fmt: skip


def rows(row: Callable[..., str]) -> str:
    """Everything the page `rights` reads, by `row(table, **columns)`."""
    return "".join((*_defects(row), *_shares(row), *_others(row)))


def _defects(row: Callable[..., str]) -> Iterator[str]:
    for defect, (n, n_of, standing, new, entities, median, most, straddling, left) in FOUND.items():
        more = {"days_median": median, "days_most": most, "n_straddling": straddling, "n_left_out": left}
        for quarter, n_then in ((QUARTER, n), ("2026Q2", n // 2), ("2025Q3", n // 4)):
            counts = {
                "n": n_then,
                "n_of": n_of,
                "n_new": new,
                "n_standing": min(standing, n_then),
                "n_entities": entities,
            } | _ends(n_then, n_of)
            yield row("stat_rights_defect", **HERE | {"quarter": quarter}, defect=defect, part="*", **counts, **more)
    for department, found in OF_DEPARTMENT.items():
        for defect, (n, n_of, standing) in found.items():
            for region in ("360000", "360100"):
                counts = {
                    "n": n,
                    "n_of": n_of,
                    "n_new": 0,
                    "n_standing": standing,
                    "n_entities": n,
                    "days_most": 44,
                } | _ends(n, n_of)
                where = HERE | {"department_code": department, "region_code": region}
                yield row(
                    "stat_rights_defect", **where, defect=defect, part="*", n_straddling=0, n_left_out=0, **counts
                )
    for defect, part, n, n_of in PARTS:
        straddling = n if defect == "published_too_long" else 0
        counts = {
            "n": n,
            "n_of": n_of,
            "n_new": 0,
            "n_standing": n,
            "n_entities": n,
            "n_straddling": straddling,
        } | _ends(n, n_of)
        yield row("stat_rights_defect", **HERE, defect=defect, part=part, n_left_out=0, **counts)
    for region, n, n_of in (("360100", 40, 100), ("360700", 20, 691)):
        counts = {"n": n, "n_of": n_of, "n_new": 0, "n_standing": n, "n_entities": n, "n_straddling": 0} | _ends(
            n, n_of
        )
        yield row(
            "stat_rights_defect",
            **HERE | {"region_code": region},
            defect="outside_catalogue",
            part="*",
            n_left_out=0,
            **counts,
        )


def _ends(n: int, n_of: int) -> dict[str, float | None]:
    if not n_of:
        return {"low": None, "high": None}
    return {"low": max(0.0, n / n_of - 0.05), "high": min(1.0, n / n_of + 0.05)}


def _shares(row: Callable[..., str]) -> Iterator[str]:
    for table, counts in (("stat_objection", OBJECTED), ("stat_repair", REPAIRED), ("stat_wrong_listing", RESTORED)):
        for quarter in ("2025Q3", QUARTER):
            yield row(table, **HERE | {"quarter": quarter}, n_quarters=4, **counts)
        yield row(table, **HERE | {"department_code": "market_regulation"}, n_quarters=4, **counts)


def _others(row: Callable[..., str]) -> Iterator[str]:
    for feed in ("listings", "measures", "objections", "repairs"):
        yield row(
            "meta_submission", submission_id=f"r-{feed}", position=60, feed=feed, department_code="market_regulation", file_name=f"{feed}.csv",
            received_on="2026-10-01", encoding="utf-8", size_bytes=1000, rows=101, kept=100, refused=1, masked=0, duplicates=0, dropped=0,
        )  # fmt: skip
    yield row(
        "meta_problem_count",
        submission_id="r-repairs",
        rule="decided_after_applied",
        column_name="decided_on",
        n_rows=1,
    )
    yield row("meta_query", name="agg_rights_defect", sql="select 3")
    yield row(
        "ref_measure",
        plan="jiangxi-2020",
        measure="tourism",
        kind="industry",
        name_zh="限制旅游度假",
        name_en="Limits on tourism",
    )
