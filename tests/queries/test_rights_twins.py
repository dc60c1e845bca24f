"""Rights, counted a second time day by day: for every day, what stood that ought not to, as slowly and plainly as can be."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import defaultdict
from datetime import date, timedelta
from functools import cache

import polars as pl
import pytest

from data import lookups

AS_OF = date(2026, 9, 30)
DAY = timedelta(days=1)
WORKED = lookups.read_workdays().filter(pl.col("is_workday"))["day"].to_list()
CATALOGUE = set(lookups.read_catalogue_measures()["measure_code"])
LONG = {"general": 12, "serious": 36, "severe": 36}  # months, since 2026-04-01


@cache
def act_by(day):
    """Five working days later."""
    return WORKED[bisect_right(WORKED, day) + 4]


def quarter(day):
    return f"{day.year}Q{(day.month + 2) // 3}"


def invented(seed):
    """A few listings with all that may befall them, on days close together so that they meet."""
    draw = random.Random(seed)

    def day(low, high):
        return date(2025, 10, 1) + timedelta(days=draw.randint(low, high))

    def maybe(chance, value):
        return value if draw.random() < chance else None

    listings, measures, objections, repairs = [], [], [], []
    for n in range(14):
        listed = date(2025, 1, 1) + timedelta(days=draw.randint(0, 400))
        exited = maybe(0.5, listed + timedelta(days=draw.randint(100, 700)))
        listings.append({
            "listing_id": f"L{n}", "entity_id": f"E{n % 9}", "list": draw.choice(["joint_sanction", "joint_sanction", "focus", "red"]),
            "grade": draw.choice(["general", "general", "severe", None]), "listed_on": listed, "published_on": maybe(0.9, listed + 3 * DAY),
            "complied_on": maybe(0.9, listed + 60 * DAY), "expires_on": maybe(0.6, listed + timedelta(days=draw.randint(200, 600))),
            "exited_on": exited, "exit_reason": exited and draw.choice(["corrected", "expired", "complied", None]),
            "department_code": draw.choice(["court", "tax"]), "region_code": draw.choice(["360102", "360703"]),
        })  # fmt: skip
    for n in range(40):
        applied = maybe(0.85, day(0, 360))
        measures.append({
            "measure_id": f"M{n}", "listing_id": f"L{draw.randint(0, 15)}", "measure_code": draw.choice(["tax_preference", "tourism"]),
            "basis": maybe(0.8, "law"), "due_on": day(0, 360), "applied_on": applied,
            "limit_until": applied and maybe(0.5, applied + timedelta(days=draw.randint(0, 150))),
            "ended_on": applied and maybe(0.5, applied + timedelta(days=draw.randint(0, 250))),
            "department_code": draw.choice(["finance", "tax"]), "region_code": draw.choice(["360102", "360703"]),
        })  # fmt: skip
    for n in range(18):
        raised = day(60, 340)
        answered = maybe(0.8, raised + timedelta(days=draw.randint(0, 50)))
        upheld = answered and draw.choice([True, False, None])
        objections.append({
            "objection_id": f"O{n}", "listing_id": f"L{draw.randint(0, 15)}", "raised_on": raised, "answered_on": answered, "upheld": upheld,
            "suspended_on": maybe(0.6, raised + timedelta(days=draw.randint(0, 20))),
            "corrected_on": maybe(0.6, answered + timedelta(days=draw.randint(0, 20))) if upheld else None,
        })  # fmt: skip
    for n in range(6):
        asked = day(100, 330)
        decided = maybe(0.9, asked + timedelta(days=draw.randint(0, 30)))
        repairs.append({
            "repair_id": f"P{n}", "listing_id": f"L{n * 2}", "applied_on": asked, "decided_on": decided,
            "outcome": decided and draw.choice(["granted", "granted", "refused"]),
            "unpublished_on": decided and maybe(0.5, decided + timedelta(days=draw.randint(0, 40))),
        })  # fmt: skip
    return {"stg_listings": listings, "stg_measures": measures, "stg_objections": objections, "stg_repairs": repairs}


def past(day):
    """What lies after the as-of date has not happened."""
    return day if day is not None and day <= AS_OF else None


class Twin:
    def __init__(self, source):
        self.listings = {row["listing_id"]: row for row in source["stg_listings"]}
        self.measures, self.repairs = source["stg_measures"], source["stg_repairs"]
        self.objections = defaultdict(list)
        for row in source["stg_objections"]:
            if row["raised_on"] <= AS_OF:
                self.objections[row["listing_id"]].append(row)
        self.granted = {}
        for row in self.repairs:
            if row["outcome"] == "granted" and past(row["decided_on"]):
                self.granted[row["listing_id"]] = min(row["decided_on"], self.granted.get(row["listing_id"], AS_OF))

    def in_force(self, measure, day):
        begun, ended = measure["applied_on"], past(measure["ended_on"])
        return begun is not None and begun <= day <= AS_OF and (ended is None or day < ended)

    def is_open(self, objection, day):
        answered = past(objection["answered_on"])
        return objection["raised_on"] <= day and (answered is None or day < answered)

    def held_from(self, objection):
        """Since when measures count as suspended; None for never."""
        answered, suspended = past(objection["answered_on"]), past(objection["suspended_on"])
        until, last = answered or AS_OF + DAY, act_by(objection["raised_on"])
        if suspended is not None and suspended < until:
            return objection["raised_on"] if suspended <= last else suspended
        return objection["raised_on"] if until <= last + DAY else None

    @cache  # noqa: B019 (a twin lives as long as its test)
    def holding(self, listing, day):
        """The objections under which measures are suspended on a day."""
        open_ones = (o for o in self.objections[listing] if self.is_open(o, day))
        return [o for o in open_ones if self.held_from(o) is not None and self.held_from(o) <= day]

    @cache  # noqa: B019 (a twin lives as long as its test)
    def halted(self, listing, day):
        """The first suspension on record in the run of suspended days that `day` belongs to."""
        while self.holding(listing, day - DAY):
            day -= DAY
        found = []
        while self.holding(listing, day):
            found += [o["suspended_on"] for o in self.holding(listing, day) if past(o["suspended_on"])]
            day += DAY
            if day > AS_OF:
                break
        return min(found, default=None)

    def outlives(self, measure, end, day):
        """In force past the days of grace after `end`, or applied after it; and on or after it today."""
        if not self.in_force(measure, day) or day < end:
            return False
        return measure["applied_on"] > end or self.in_force(measure, act_by(end) + DAY)

    def of_measure(self, measure, day):
        """The defects of one measure on one day."""
        listing = self.listings.get(measure["listing_id"], {})
        if listing.get("list") == "red" or not self.in_force(measure, day):
            return
        exited, granted = past(listing.get("exited_on")), self.granted.get(measure["listing_id"])
        if measure["measure_code"] not in CATALOGUE:
            yield "outside_catalogue"
        if measure["basis"] is None:
            yield "without_basis"
        if measure["limit_until"] is not None and day > measure["limit_until"]:
            yield "beyond_limit"
        if granted is None and exited is not None and self.outlives(measure, exited, day):
            yield "after_exit"
        if granted is not None and self.outlives(measure, granted, day):
            yield "repaired_measured"
        if any(self.is_open(o, day) for o in self.objections[measure["listing_id"]]):
            halted = self.halted(measure["listing_id"], day) if self.holding(measure["listing_id"], day) else None
            if not self.holding(measure["listing_id"], day) or (halted is not None and measure["applied_on"] > halted):
                yield "while_disputed"

    def of_listing(self, listing, day):
        exited, name = past(listing["exited_on"]), listing["listing_id"]
        if (
            listing["list"] != "red"
            and listing["expires_on"]
            and day > listing["expires_on"]
            and (exited is None or day < exited)
        ):
            yield "exit_overdue"
        ends = [exited] + [
            past(r["unpublished_on"]) for r in self.repairs if r["listing_id"] == name and r["outcome"] == "granted"
        ]
        ends += [past(o["corrected_on"]) for o in self.objections[name] if o["upheld"]]
        is_public = past(listing["published_on"]) and all(end is None or day < end for end in ends)
        if listing["list"] == "joint_sanction" and listing["grade"] and is_public and past(listing["complied_on"]):
            months = LONG[listing["grade"]]
            if day >= date(2026, 4, 1) and day > listing["listed_on"].replace(
                year=listing["listed_on"].year + months // 12
            ):
                yield "published_too_long"


def days_of(frame):
    found = defaultdict(set)
    for row in frame.iter_rows(named=True):
        for n in range((row["until_on"] - row["from_on"]).days):
            found[row["defect"], row["item_id"].removeprefix("listing:")].add(row["from_on"] + n * DAY)
    return dict(found)


DEFECTS = (
    "outside_catalogue", "without_basis", "beyond_limit", "after_exit", "repaired_measured", "while_disputed", "exit_overdue",
    "published_too_long",
)  # fmt: skip


@pytest.fixture(scope="module", params=[1, 2])
def both(request):
    """An invented source and, by defect and item, the days it stood on."""
    source = invented(request.param)
    twin, stood = Twin(source), defaultdict(set)
    for n in range((AS_OF - date(2025, 1, 1)).days + 1):
        day = date(2025, 1, 1) + n * DAY
        for measure in source["stg_measures"]:
            for defect in twin.of_measure(measure, day):
                stood[defect, measure["measure_id"]].add(day)
        for listing in source["stg_listings"]:
            for defect in twin.of_listing(listing, day):
                stood[defect, listing["listing_id"]].add(day)
    return source, twin, dict(stood)


def test_every_case_stands_on_the_days_the_twin_finds(mart, both):
    source, _, stood = both
    found = mart("fct_rights_case", **source).filter(pl.col("defect").is_in(DEFECTS))
    assert days_of(found) == stood and {d for d, _ in stood} == set(DEFECTS)


def test_the_counts_of_a_quarter_are_those_of_the_days(mart, both):
    source, _, stood = both
    found = mart("agg_rights_defect", **source).filter(
        pl.col("region_code") == "360000",
        pl.col("department_code") == "*",
        pl.col("part") == "*",
        pl.col("defect").is_in(DEFECTS),
    )
    assert (found["n"] <= found["n_of"]).all() and (found["n_standing"] <= found["n"]).all()
    expected = defaultdict(lambda: [0, 0, 0])
    for (defect, _), days in stood.items():
        for q in {quarter(d) for d in days}:
            own = [d for d in days if quarter(d) == q]
            last = next(d for d in (AS_OF - n * DAY for n in range(800)) if quarter(d) == q)
            expected[defect, q][0] += 1
            expected[defect, q][1] += any(d - DAY not in days for d in own)
            expected[defect, q][2] += last in days
    got = {(r["defect"], r["quarter"]): [r["n"], r["n_new"], r["n_standing"]] for r in found.to_dicts() if r["n"]}
    assert got == dict(expected)


def test_days_in_breach_of_an_objection_are_the_days_on_which_any_measure_was(mart, both):
    source, twin, stood = both
    got = {r["objection_id"]: r["days_in_breach"] for r in mart("fct_objection", **source).to_dicts()}
    for objection in source["stg_objections"]:
        of_listing = {m["measure_id"] for m in source["stg_measures"] if m["listing_id"] == objection["listing_id"]}
        days = {
            d for (defect, item), ds in stood.items() if defect == "while_disputed" and item in of_listing for d in ds
        }
        wanted = sum(twin.is_open(objection, d) for d in days)
        assert got.get(objection["objection_id"], 0) == wanted, objection
