"""The codes every room speaks: one tuple per list, in the order readers expect; words for them are in dashboard/text."""

from __future__ import annotations

from datetime import date, timedelta

# What departments send (data contract).
SUBJECT_CLASSES = ("enterprise", "individual_business", "social_organisation", "public_institution", "government_body")
SECTORS = ("food_drug", "finance", "construction", "credit_service", "other", "not_stated")
ACTS = (
    "licence",
    "penalty",
    "compulsion",
    "confirmation",
    "levy",
    "grant",
    "adjudication",
    "compensation",
    "reward",
    "inspection",
)
OTHER_ACTS = ACTS[2:]  # the eight kinds beside the 双公示 of licences and penalties
TIERS = ("A", "B", "C", "D")  # A low risk ... D high
SELECTIONS = ("random", "targeted", "complaint", "follow_up")
MODES = ("on_site", "remote")
RESULTS = ("clean", "rectify", "violation")
TASK_STATES = ("not_started", "started", "done")

# What a card says of its indicator.
UNITS = ("percent", "count", "duration", "amount", "ratio")
DIRECTIONS = ("up", "down", "none")
SERIES = ("flow", "stock", "year_to_date")
ORIGINS = ("event", "return", "event_or_return")
ADDITIVE = ("time", "region", "department")
PERIOD_KINDS = ("month", "quarter", "year")
EVERY_DEPARTMENT = "*"

# What a plan promises.
COMPARATORS = ("=", ">=", "<=")
TARGET_KINDS = ("reach", "hold", "at_least", "direction", "implied_total", "deliverable", "stage")
FORCES = ("binding", "promote", "study")
DEADLINE_KINDS = ("finish_by", "start_by", "start_then_ongoing", "ongoing", "window", "not_stated")
DEADLINE_READINGS = ("lenient", "strict")
OWNER_ROLES = ("lead", "joint", "responsible")

# What the judgement says, best first; `not_met` is for plans whose period is over.
WORDS = ("met", "on_course", "watch", "lagging", "insufficient", "not_met")
MARKS = {"met": "✓", "on_course": "↗", "watch": "!", "lagging": "▼", "insufficient": "–", "not_met": "✗"}
# The verdict behind the word (rulings.md, Verdicts); None: nothing was promised and nothing could be tested.
VERDICTS: dict[str, str | None] = {
    "NOT_REPORTED": "insufficient", "NOT_ASSESSABLE": "insufficient",
    "LAGGING": "lagging", "LAGGING_PEERS": "lagging", "DETERIORATING": "lagging",
    "SHORTFALL_SHARED": "watch", "OFF_TRACK": "watch", "IMPROVING_BELOW_TARGET": "watch", "BELOW_TARGET": "watch",
    "WATCH": "watch", "ON_TRACK": "on_course",
    "MET_STABLE": "met", "MET_UNPROVEN": "met", "MET_UNSTABLE": "met", "MET": "met", "GOOD": "met", "STABLE": "met",
    "NOT_MET": "not_met", "NO_TARGET": None,
}  # fmt: skip
FAMILIES = ("region", "department", "office")
BLANKS = ("not_applicable", "not_returned", "refused", "suppressed")

# What the checks across feeds may find (queries/checks, one file each).
FINDINGS = (
    "unknown_entity",
    "unknown_region",
    "withdrawn_region",
    "unknown_department",
    "unknown_indicator",
    "unknown_task",
    "two_departments_claim_key",
    "entity_inspected_after_leaving",
    "entity_inspected_before_registered",
    "published_before_decided",
    "decided_after_as_of",
    "tier_contradicts_grade",
    "return_contradicts_itself",
    "return_out_of_range",
    "return_sent_twice",
    "unknown_listing",
    "measure_before_listing",
    "measured_while_disputed",
    "listing_ended_twice",
    "listing_ending_without_day",
    "complied_before_listing",
    "endless_list",
    "objections_overlap",
    "effect_without_feedback_day",
)


def quarter_of(day: date) -> str:
    """The quarter a day lies in: 2020-07-09 -> '2020Q3'."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def month_of(day: date) -> str:
    """The month a day lies in: 2020-07-09 -> '2020-07'."""
    return f"{day.year}-{day.month:02d}"


def quarter_end(quarter: str) -> date:
    """The last day of a quarter label: '2020Q3' -> 2020-09-30. ValueError if it is none."""
    year, number = _parts(quarter)
    return date(year + number // 4, number % 4 * 3 + 1, 1) - timedelta(days=1)


def quarter_start(quarter: str) -> date:
    """The first day of a quarter label. ValueError if it is none."""
    year, number = _parts(quarter)
    return date(year, number * 3 - 2, 1)


def quarter_before(quarter: str, steps: int = 1) -> str:
    """The quarter `steps` earlier (later, if negative): '2020Q1' -> '2019Q4'."""
    year, number = _parts(quarter)
    index = year * 4 + number - 1 - steps
    return f"{index // 4}Q{index % 4 + 1}"


def _parts(quarter: str) -> tuple[int, int]:
    if len(quarter) != 6 or quarter[4] != "Q" or not quarter[:4].isdigit() or quarter[5] not in "1234":
        raise ValueError(f"{quarter!r} is no quarter; write it as 2020Q3")
    return int(quarter[:4]), int(quarter[5])
