"""Entities on lists: when they were listed, when they complied, and how they left: repaired, expired, corrected or closed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from data.sample.chance import among
from data.sample.columns import spelled
from data.sample.entities import Entities
from data.sample.events import a_working_day, where_and_when
from data.sample.planted.sanctions import PACE, TIMES, WORKS, comes_back, days_to_comply
from data.sample.sanctions import MEASURES, planned, undisputed
from data.sample.watched import watched
from data.sample.write import Office

N_AT_SCALE_ONE = 6000
# Share of all listings, mark, and the ground of each department that lists.
OFFICES = {
    "market_regulation": (0.42, "SJ", "严重违法失信"), "tax": (0.20, "SW", "重大税收违法"),
    "court": (0.22, "FY", "有履行能力而拒不履行"), "human_resources": (0.16, "RS", "拖欠农民工工资"),
}  # fmt: skip
LISTS = np.array(["joint_sanction", "focus", "market_ban", "red"])
LIST_SHARES = np.array([0.56, 0.29, 0.05, 0.10])
GRADES = np.array(["general", "serious", "severe"])
GRADE_SHARES = np.array([0.6, 0.3, 0.1])
REASONS = np.array(["corrected", "repaired", "complied", "deregistered", "expired"])
YEARS_LISTED = np.array([1, 3, 3])  # by grade; the focus list one year, the red list two
LEAST_DAYS = np.array([92, 183, 366])  # before a repair may be asked for, by grade
DAYS_TO_COMPLY = np.array([300, 480, 800])  # mean by grade, of an office of pace 1
TOLD_BEFORE = 0.86  # of the listings: the entity was heard first
OBJECTED, SUSPENDED, UPHELD = 0.05, 0.85, 0.3  # of the listings; of the objections
ASKED, GRANTED, REFUSED = 0.72, 0.88, 0.09  # of those who complied; of the applications
NEVER = np.datetime64("NaT", "D")
DOCUMENTED = 0.97  # of the listings: the number of the judgment or decision they rest on is given
LATER_NEWS = {"notified_on": (), "published_on": (), "complied_on": (), "exited_on": ("exit_reason",)}


def listing_parts(entities: Entities) -> list[Entities]:
    """The whole register, with each part of the listings."""
    return entities.in_parts_of(N_AT_SCALE_ONE, share=2)


def make_listings(entities: Entities) -> pl.DataFrame:
    """All listings as they truly went, with objection and application for repair (columns objected_on ... repaired_on).

    Columns after those, which no file carries: planned application of the measure that works, the row of the register, and
    whom a listing follows.
    """
    world = entities.world
    rng, n = world.stream("listings"), world.count(N_AT_SCALE_ONE)
    place, quarter = where_and_when(world, rng, n)
    listed = a_working_day(world, rng, quarter)
    who = entities.draw(rng, place % len(world.counties), listed)
    known = who >= 0
    parts = [_went(entities, rng, who[known], place[known], listed[known])]
    for turn in range(TIMES):
        parts.append(_again(entities, world.stream("listings", f"again {turn}"), parts[-1]))
    if not world.part:  # all of them at once: they are few, and follow the register, not the parts of the listings
        who, listed = world.once(lambda: watched(entities), "watched")
        rng = world.stream("listings", "watched")
        parts.append(_went(entities, rng, who, entities.county[who], listed, is_watch=True))
    frame = pl.concat(parts).sort("listed_on", maintain_order=True)
    before = world.rows_before * (1 + TIMES)  # each of them may have been listed again
    number = (pl.col("listed_on").cum_count() + before).cast(pl.String).str.zfill(5)
    made = pl.concat_str(
        pl.lit("MD-"), "_mark", pl.lit("-"), pl.col("listed_on").dt.year().cast(pl.String), pl.lit("-"), number
    )
    return frame.select(made.alias("listing_id"), pl.exclude("_mark", "_place"))


def _again(entities: Entities, rng: np.random.Generator, before: pl.DataFrame) -> pl.DataFrame:
    """Listings of entities that had left a list: the same entity, some time later, here or elsewhere."""
    exited = before["exited_on"].to_numpy().astype("datetime64[D]")
    place = before["_place"].to_numpy()
    reason = np.where(before["list"] == "red", "", before["exit_reason"].fill_null(""))
    at, listed, new_place = comes_back(entities.world, rng, exited, reason, place)
    alive = entities.alive(before["_who"].to_numpy()[at], listed)
    at, listed, new_place = at[alive], listed[alive], new_place[alive]
    parents = entities.world.parents
    moved = parents[new_place] != parents[place[at] % len(parents)]
    went = _went(entities, rng, before["_who"].to_numpy()[at], new_place, listed, is_breach=True)
    return went.with_columns(_follows=pl.lit(True), _moved=pl.Series(moved))


def _went(
    entities: Entities, rng: np.random.Generator, who: np.ndarray, place: np.ndarray, listed: np.ndarray, *,
    is_breach: bool = False, is_watch: bool = False,
) -> pl.DataFrame:  # fmt: skip
    """How each listing went: office, list and grade drawn, then duty, objection, repair and exit. `is_breach`: no red list.
    `is_watch`: on the list of key attention, by market regulation, until the term is over."""
    world, n = entities.world, len(who)
    office = among(np.array([share for share, _, _ in OFFICES.values()]), rng.random(n))
    kind = among(LIST_SHARES, rng.random(n) * (0.9 if is_breach else 1))
    grade = among(GRADE_SHARES, rng.random(n))
    if is_watch:
        office, kind = np.zeros(n, np.int64), np.ones(n, np.int64)
    grade[kind == 2] = 2  # whoever is banned from the market is severe
    years = np.where(kind == 1, 1, np.where(kind == 3, 2, YEARS_LISTED[grade]))
    told = world.workdays[world.workday_index(listed) - 1 - rng.integers(3, 13, n)]
    told = np.where(rng.random(n) < TOLD_BEFORE, told, world.after_workdays(listed, rng.integers(1, 6, n)))
    on = {
        "listed_on": listed, "notified_on": told,
        "published_on": world.after_workdays(listed, rng.integers(1, 9, n)), "expires_on": listed + 365 * years,
    }  # fmt: skip
    objected = _objections(entities, rng, on, kind)
    owed, checked, applied = planned(world, rng, WORKS, np.full(n, MEASURES[WORKS][1]), listed)
    applied = undisputed(applied, objected)
    pace = np.array([PACE[department] for department in OFFICES])[office]
    works = np.isin(kind, [0, 2]) & ~np.isnat(applied)
    after = np.where(works, (applied - listed).astype(float), np.nan)
    complied = listed + 5 + days_to_comply(rng, DAYS_TO_COMPLY[grade] / pace, after - 5).astype(np.int64)
    on["complied_on"] = np.where((kind == 3) | is_watch | (complied > listed + 365 * years), NEVER, complied)
    rights = objected | _repairs(entities, rng, on, kind, grade)
    exited, reason = _exits(entities, who, on, rights, kind)
    marks, grounds = [mark for _, mark, _ in OFFICES.values()], [ground for _, _, ground in OFFICES.values()]
    return pl.DataFrame({
        "entity_id": entities.ids(who), "list": spelled(kind, LISTS), "grade": spelled(np.where(kind == 3, -1, grade), GRADES),
        "ground": spelled(np.where(kind == 3, len(OFFICES), office), [*grounds, "守信激励"]),
        "department_code": spelled(office, list(OFFICES)),
        "region_code": spelled(place % len(world.counties), world.counties), **on, "exited_on": exited,
        "exit_reason": spelled(reason, REASONS), **rights, "_owed": owed, "_checked_on": checked, "_applied_on": applied,
        "_mark": spelled(office, marks), "_who": who, "_place": place.astype(np.int64),
    }).with_columns(_follows=pl.lit(None, pl.Boolean), _moved=pl.lit(None, pl.Boolean))  # fmt: skip


def send_listings(entities: Entities, listings: pl.DataFrame, offices: Mapping[str, Office]) -> None:
    """Each department sends what it listed, and the row again when more has become known."""
    columns = [*listings.columns[: listings.columns.index("exit_reason") + 1], "document"]
    listings = listings.with_columns(document=_documents(entities, listings))
    for department, office in offices.items():
        own = listings.filter(pl.col("department_code") == department).select(columns)
        office.send(office.plan.with_news(own, "listed_on", LATER_NEWS))


def _documents(entities: Entities, listings: pl.DataFrame) -> pl.Series:
    """The number of the document each listing rests on, empty where the office left it out."""
    given = entities.world.stream("documents").random(listings.height) < DOCUMENTED
    number = pl.concat_str(pl.lit("WS-"), pl.col("listing_id").str.slice(3))
    return listings.select(pl.when(pl.Series(given)).then(number).alias("document"))["document"]


def _objections(
    entities: Entities, rng: np.random.Generator, on: dict[str, np.ndarray], kind: np.ndarray
) -> dict[str, np.ndarray]:
    world, n = entities.world, len(kind)
    raised = world.after_workdays(on["published_on"], rng.integers(1, 30, n))
    raised = np.where((kind != 3) & (rng.random(n) < OBJECTED), raised, NEVER)
    suspended = np.where(rng.random(n) < SUSPENDED, world.after_workdays(raised, rng.integers(1, 4, n)), NEVER)
    answered = world.after_workdays(raised, rng.integers(5, 16, n))
    upheld = rng.random(n) < UPHELD
    corrected = np.where(upheld, world.after_workdays(answered, rng.integers(1, 6, n)), NEVER)
    return {
        "objected_on": raised, "suspended_on": np.where(np.isnat(raised), NEVER, suspended),
        "answered_on": np.where(np.isnat(raised), NEVER, answered), "upheld": upheld,
        "corrected_on": np.where(np.isnat(raised), NEVER, corrected),
    }  # fmt: skip


def _repairs(
    entities: Entities, rng: np.random.Generator, on: dict[str, np.ndarray], kind: np.ndarray, grade: np.ndarray
) -> dict[str, np.ndarray]:
    """Asked for once complied and once the least time is over; decided within three weeks; then taken off line."""
    world, n = entities.world, len(kind)
    ripe = np.maximum(on["complied_on"], on["listed_on"] + LEAST_DAYS[grade])
    asked = ripe + 2 + rng.exponential(35, n).astype(np.int64)
    wants = np.isin(kind, [0, 2]) & (rng.random(n) < ASKED) & (asked < on["expires_on"])  # False where never complied
    decided = world.after_workdays(asked, rng.integers(4, 16, n))
    fate = rng.random(n)
    outcome = np.where(fate < GRANTED, "granted", np.where(fate < GRANTED + REFUSED, "refused", "withdrawn"))
    off = world.after_workdays(decided, rng.integers(1, 4, n))
    return {
        "asked_on": np.where(wants, asked, NEVER), "repair_decided_on": np.where(wants, decided, NEVER),
        "repair_outcome": np.where(wants, outcome, ""),
        "repaired_on": np.where(wants & (outcome == "granted"), off, NEVER),
    }  # fmt: skip


def _exits(
    entities: Entities, who: np.ndarray, on: dict[str, np.ndarray], rights: dict[str, np.ndarray], kind: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Day and reason (index, -1 for none) of whatever ends a listing first, if it has ended by now."""
    closed = np.where(entities.deregistered[who] > on["listed_on"], entities.deregistered[who], NEVER)
    ends = np.stack([
        rights["corrected_on"], rights["repaired_on"], np.where(kind == 1, on["complied_on"] + 10, NEVER), closed,
        on["expires_on"],
    ]).astype("datetime64[D]")  # fmt: skip
    days = np.where(np.isnat(ends), np.iinfo(np.int64).max, ends.astype(np.int64))
    first = days.argmin(axis=0)
    exited = ends[first, np.arange(len(kind))]
    over = exited <= entities.world.as_of
    return np.where(over, exited, NEVER), np.where(over, first, -1)
