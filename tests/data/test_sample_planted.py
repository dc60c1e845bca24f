"""Each oddity planted in the Jiangxi sample is found again in its files, counted row by row with other people's tools.

The sample is made as a large one is: in parts, the longer files as Parquet. Small ones in one go are read in test_sample.py.
"""

import itertools
import math
import statistics
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from chinese_calendar import constants, is_workday

from data import plan as packs
from data.sample import world, write, write_source
from data.sample.goals import TARGETS
from tests.data.test_sample_reading import kept_rows, limit_end, read_rows


@pytest.fixture(scope="module")
def jiangxi(tmp_path_factory):
    out = tmp_path_factory.mktemp("jiangxi")
    with pytest.MonkeyPatch.context() as small:
        small.setattr(world, "PART", 3000)
        small.setattr(write, "LARGEST_TEXT", 1500)
        return out, write_source("jiangxi-2020", out, scale=0.25)


@pytest.fixture(scope="module")
def returns(jiangxi):
    return [r for r in read_rows(jiangxi[0], "returns") if r["indicator"] and r["numerator"]]


@pytest.fixture(scope="module")
def visits(jiangxi):
    kept = {}
    for row in read_rows(jiangxi[0], "inspections"):
        kept[row["inspection_id"]] = row
    return list(kept.values())


@pytest.fixture(scope="module")
def drawn(jiangxi):
    return read_rows(jiangxi[0], "draws")


def plant(truth, kind, **where):
    found = [p for p in truth.planted + truth.lagging if p["kind"] == kind and where.items() <= p.items()]
    assert len(found) == 1, (kind, where, found)
    return found[0]


def whole(text):
    return int(float(text))


def quarter(day):
    return f"{day[:4]}Q{(int(day[5:7]) + 2) // 3}"


def at(rows, region="*", **columns):
    prefix = "" if region == "*" else region[:4] if region.endswith("00") else region
    here = [r for r in rows if r["region_code"].startswith(prefix)]
    return [r for r in here if all(r[c] == v or v == "*" for c, v in columns.items())]


def summed(rows, quarters):
    sums = {q: [0, 0] for q in quarters}
    for row in rows:
        if row["period"] in sums:
            sums[row["period"]][0] += whole(row["numerator"])
            sums[row["period"]][1] += whole(row["denominator"])
    return [list(column) for column in zip(*sums.values(), strict=True)]


BENT = (
    ("decline", "M10-1"), ("stagnation", "M10-1"), ("level", "M10-1"), ("shared_shortfall", "M01-4"),
    ("regression_to_the_mean", "M10-1"),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "indicator"), BENT)
def test_rates_bent_on_purpose_add_up_from_the_returns(jiangxi, returns, kind, indicator):
    found = plant(jiangxi[1], kind, indicator=indicator)
    own = at(returns, found["region"], indicator=indicator, department_code=found["department"])
    assert summed(own, found["quarters"]) == [found["numerator"], found["denominator"]]
    rates = [x / n for x, n in zip(found["numerator"], found["denominator"], strict=True)]
    assert rates[: len(found["rates"])] == pytest.approx(found["rates"], abs=0.045)


def test_the_shared_shortfall_is_as_large_in_every_department_and_city(jiangxi, returns):
    found, oblige = plant(jiangxi[1], "shared_shortfall"), plant(jiangxi[1], "on_target")["department"]
    own = [r for r in at(returns, indicator=found["indicator"]) if r["department_code"] != oblige]
    for of, n_units in (("department_code", 11), ("region_code", 11)):
        rates = defaultdict(lambda: [0, 0])
        for row in own:
            if row["period"] in found["quarters"]:
                rates[row[of]][0] += whole(row["numerator"])
                rates[row[of]][1] += whole(row["denominator"])
        assert len(rates) == n_units
        assert all(0.66 < x / n < 0.76 for x, n in rates.values())  # 82 % were promised for 2025, 88 % for 2026


def test_counties_differ_by_more_than_chance_and_carry_it_over(returns):
    """Moments of the county rates of three innocent departments: variance beyond the binomial, and its correlation in time."""
    beyond, now, before = [], [], []
    for department in ("market_regulation", "government_services", "agriculture_rural"):
        pairs = defaultdict(dict)
        for r in at(returns, indicator="M10-1", department_code=department):
            if r["period"] >= "2023Q1" and not r["region_code"].startswith("3603"):
                pairs[r["period"]][r["region_code"]] = whole(r["numerator"]), whole(r["denominator"])
        quarters = sorted(pairs)
        off = {}
        for q in quarters:
            p = sum(x for x, _ in pairs[q].values()) / sum(n for _, n in pairs[q].values())
            off[q] = {c: x / n - p for c, (x, n) in pairs[q].items()}
            beyond += [(x / n - p) ** 2 - p * (1 - p) / n for x, n in pairs[q].values()]
        for earlier, later in itertools.pairwise(quarters):
            both = off[earlier].keys() & off[later].keys()
            before += [off[earlier][c] for c in both]
            now += [off[later][c] for c in both]
    assert 0.004 < math.sqrt(sum(beyond) / len(beyond)) < 0.02
    assert 0.05 < statistics.correlation(before, now) < 0.6


def test_what_was_bad_by_chance_has_mended_by_itself(jiangxi):
    found = plant(jiangxi[1], "regression_to_the_mean")
    bad, *after = (x / n for x, n in zip(found["numerator"], found["denominator"], strict=True))
    assert bad < 0.93 < 0.97 < min(after)


def test_the_target_is_hit_exactly_by_most_counties_of_one_department(jiangxi, returns):
    found = plant(jiangxi[1], "on_target")
    (line,) = (i for i in packs.read_pack(packs.PLANS / TARGETS).indicators if i["code"] == found["indicator"])
    bar = next(t["value"] for t in line["target"] if t["date"].year == 2026)
    own = at(returns, indicator=found["indicator"], department_code=found["department"])
    hit, of = Counter(), Counter()
    for row in own:
        least = math.ceil(bar * whole(row["denominator"]) - 1e-9)
        hit[row["period"]] += whole(row["numerator"]) == least
        of[row["period"]] += 1
    assert [hit[q] for q in found["quarters"]] == found["n"] and [of[q] for q in found["quarters"]] == found["n_of"]
    assert min(found["n"]) >= 8 and hit["2025Q2"] <= 2 < of["2025Q2"]


def test_full_marks_everywhere_a_shrunk_denominator_and_the_same_quarter_again(jiangxi, returns):
    truth = jiangxi[1]
    full = plant(truth, "full_marks")
    own = at(returns, indicator=full["indicator"], department_code=full["department"])
    last = [r for r in own if r["period"] in full["quarters"]]
    assert len(last) == sum(full["n_of"]) == sum(full["n"]) > 250
    assert all(r["numerator"] == r["denominator"] for r in last)
    for kind in ("shrinking_denominator", "identical_quarters"):
        found = plant(truth, kind)
        own = at(returns, found["region"], indicator=found["indicator"], department_code=found["department"])
        pairs = {r["period"]: (whole(r["numerator"]), whole(r["denominator"])) for r in own}
        assert [list(c) for c in zip(*(pairs[q] for q in found["quarters"]), strict=True)] == [
            found["numerator"], found["denominator"]
        ]  # fmt: skip
        if kind == "identical_quarters":
            assert len(set(found["numerator"])) == len(set(found["denominator"])) == 1
        else:
            assert all(
                n < 0.6 * pairs[f"{int(q[:4]) - 1}{q[4:]}"][1]
                for q, n in zip(found["quarters"], found["denominator"], strict=True)
            )


def test_one_department_returns_more_than_its_records_give(jiangxi, returns):
    told = plant(jiangxi[1], "flattering_return")
    own = [r for r in returns if r["indicator"] == told["indicator"]]
    assert {r["period"] for r in own} == set(told["quarters"]) and {r["region_code"] for r in own} == {"360000"}
    assert all(
        (whole(r["numerator"]), whole(r["denominator"])) == (told["numerator"], told["denominator"]) for r in own
    )


def test_licences_of_one_office_crowd_on_the_last_allowed_day(jiangxi):
    out, truth = jiangxi
    found = plant(truth, "last_day_crowd")
    rows = kept_rows(out, "decisions", found["department"], key="decision_id")
    own = [r for r in at(rows, found["region"], act="licence") if quarter(r["decided_on"]) in found["quarters"]]
    published = [r for r in own if r["published_on"]]
    ends = [limit_end(date.fromisoformat(r["decided_on"]), constants.holidays, constants.workdays) for r in published]
    on = [date.fromisoformat(r["published_on"]) for r in published]
    assert len(on) == found["n_published"]
    assert sum(o == e for o, e in zip(on, ends, strict=True)) == found["n"] > 0.8 * found["n_in_time"]
    assert sum(o <= e for o, e in zip(on, ends, strict=True)) == found["n_in_time"]


def test_the_months_of_one_department_have_one_gap_and_only_that(jiangxi):
    out, truth = jiangxi
    found = plant(truth, "silent_month")
    months = {r["decided_on"][:7] for r in kept_rows(out, "decisions", found["department"], key="decision_id")}
    every = {f"{y}-{m:02d}" for y in range(2019, 2027) for m in range(1, 13)} - {f"2026-{m}" for m in (10, 11, 12)}
    assert every - months == {found["month"]}


@pytest.mark.parametrize("kind", ["inverted_gradient", "band_missed", "band_exceeded"])
def test_draws_of_the_wrong_tiers_or_numbers_add_up(jiangxi, drawn, kind):
    found = plant(jiangxi[1], kind)
    own = [
        r
        for r in at(drawn, found["region"], department_code=found["department"])
        if int(r["drawn_on"][:4]) in found["years"]
    ]
    for column in ("n_frame", "n_drawn"):
        sums = Counter()
        for row in own:
            sums[row["tier"]] += whole(row[column])
        assert dict(sorted(sums.items())) == found[column]
    rate = {t: found["n_drawn"][t] / found["n_frame"][t] for t in found["n_frame"]}
    if kind == "inverted_gradient":
        assert rate["A"] > rate["B"] > rate["C"]
    elif kind == "band_missed":
        assert rate["C"] < 0.02
    else:
        assert rate["A"] > 0.02 and rate["B"] > 0.03


def test_one_county_is_drawn_far_beyond_its_share_and_visits_carry_the_number_of_their_draw(jiangxi, drawn, visits):
    found = plant(jiangxi[1], "draw_not_random")
    own = [
        r
        for r in at(drawn, found["region"][:4] + "00", department_code=found["department"])
        if int(r["drawn_on"][:4]) in found["years"]
    ]
    there = at(own, found["region"])
    for rows, suffix in ((there, ""), (own, "_city")):
        for column in ("n_frame", "n_drawn"):
            assert sum(whole(r[column]) for r in rows) == found[column + suffix]
    assert found["n_drawn"] / found["n_drawn_city"] > 3 * found["n_frame"] / found["n_frame_city"]
    by_lot = Counter(r["draw_id"] for r in visits if r["draw_id"])
    quota = Counter()
    for row in drawn:
        quota[row["draw_id"]] += whole(row["n_drawn"])
        assert 0 <= whole(row["n_drawn"]) <= whole(row["n_frame"])
    assert by_lot and all(n <= quota[draw] for draw, n in by_lot.items())  # some closed before the visit


def test_the_same_entities_are_visited_beyond_their_cap(jiangxi, visits):
    found = plant(jiangxi[1], "over_the_cap")
    for year, n in zip(found["years"], found["n_entities"], strict=True):
        own = [
            r
            for r in at(visits, found["region"], department_code=found["department"])
            if r["inspected_on"][:4] == str(year)
        ]
        often = [
            e
            for e, k in Counter(r["entity_id"] for r in own if r["tier"] in "AB").items()
            if k >= found["n_visits_each"]
        ]
        assert n <= len(often) <= n + 2  # one or the other by chance


def test_two_departments_stand_at_the_same_doors_within_a_month(jiangxi, visits):
    found = plant(jiangxi[1], "two_departments_in_a_month")
    days = defaultdict(lambda: defaultdict(list))
    for r in at(visits, found["region"]):
        if r["inspected_on"][:4] == str(found["year"]):
            days[r["entity_id"]][r["department_code"]].append(date.fromisoformat(r["inspected_on"]))
    first, second = found["departments"]
    met = [
        e for e, of in days.items() if any(abs(a - b) <= timedelta(days=30) for a in of.get(first, ()) for b in of.get(second, ()))
    ]  # fmt: skip
    assert found["n_entities"] <= len(met) <= found["n_entities"] + 3


def test_odd_visits_are_what_they_are_said_to_be(jiangxi, visits):
    out, truth = jiangxi
    register = {}
    for row in read_rows(out, "entities"):
        register[row["entity_id"]] = row
    odd = [r for r in visits if r["inspection_id"].startswith("JC-2026-9")]
    found = Counter()
    for row in odd:
        entity, on = register.get(row["entity_id"]), row["inspected_on"]
        if entity is None:
            found["unknown_entity"] += 1
        elif entity["deregistered_on"] and entity["deregistered_on"] <= on:
            found["closed_entity"] += 1
        elif entity["registered_on"] > on:
            found["not_yet_registered"] += 1
        elif not row["tier"]:
            found["no_tier_sent"] += 1
        elif not is_workday(date.fromisoformat(on)):
            found["on_a_rest_day"] += 1
    assert found == {p["what"]: p["n"] for p in truth.planted if p["kind"] == "odd_visit"}
    assert {r["department_code"] for r in odd} == {"transport"}


def test_whoever_is_put_on_the_list_of_key_attention_is_visited_before_long(jiangxi, visits):
    days = defaultdict(list)
    for r in visits:
        days[r["entity_id"]].append(r["inspected_on"])
    focus = [
        r for r in latest(jiangxi[0], "listings", "listing_id").values()
        if r["list"] == "focus" and (r["exited_on"] or "9") > added_to(r["listed_on"], 60)
    ]  # fmt: skip
    shares = []
    for first, last in (("2019", "2022"), ("2024", "2026-06")):
        stood = [r for r in focus if first <= r["listed_on"] < last]
        looked = [any(r["listed_on"] <= d <= added_to(r["listed_on"], 60) for d in days[r["entity_id"]]) for r in stood]
        assert len(looked) > 60
        shares.append(sum(looked) / len(looked))
    assert 0.5 < shares[0] < 0.8 < shares[1] - 0.05


def test_most_of_those_poorly_evaluated_stand_on_the_list_of_key_attention(jiangxi):
    day, evaluated, watched = "2026-09-30", {}, set()
    for r in sorted(read_rows(jiangxi[0], "grades", "development_reform"), key=lambda r: r["valid_from"]):
        if r["valid_from"] <= day:
            evaluated[r["entity_id"]] = r["grade"]
    closed = {
        r["entity_id"]
        for r in read_rows(jiangxi[0], "entities")
        if r["deregistered_on"] and r["deregistered_on"] <= day
    }
    for r in latest(jiangxi[0], "listings", "listing_id").values():
        if r["list"] == "focus" and r["listed_on"] <= day < (r["exited_on"] or "9"):
            watched.add(r["entity_id"])
    grades = defaultdict(list)
    for entity in evaluated.keys() - closed:
        grades[evaluated[entity]].append(entity in watched)
    assert len(grades["差"]) > 20
    assert sum(grades["差"]) / len(grades["差"]) > 0.5 > 0.1 > sum(grades["良"]) / len(grades["良"])


def test_whoever_fails_again_is_called_to_a_talk_by_the_department_that_found_it(jiangxi, visits):
    talks = defaultdict(list)
    for r in latest(jiangxi[0], "interviews", "interview_id").values():
        talks[r["entity_id"], r["department_code"]].append(r["held_on"])
    holding = {department for _, department in talks}
    failed = [
        r for r in visits if r["selection"] == "follow_up" and r["result"] != "clean" and r["department_code"] in holding
        and r["inspected_on"] < "2026-06-20"
    ]  # fmt: skip
    called = [
        any(
            r["inspected_on"] <= d <= added_to(r["inspected_on"], 90)
            for d in talks[r["entity_id"], r["department_code"]]
        )
        for r in failed
    ]
    assert len(failed) > 60 and 0.6 < sum(called) / len(called) < 0.95


def test_commitments_of_one_office_are_published_late(jiangxi):
    out, truth = jiangxi
    found = plant(truth, "late_commitments")
    kept = {r["commitment_id"]: r for r in read_rows(out, "commitments", found["department"])}
    own = [
        r
        for r in at(kept.values(), found["region"])
        if quarter(r["signed_on"]) in found["quarters"] and r["published_on"]
    ]
    end = [limit_end(date.fromisoformat(r["signed_on"]), constants.holidays, constants.workdays, 3) for r in own]
    assert len(own) == found["n_published"] > 0
    assert (
        sum(r["published_on"] <= e.isoformat() for r, e in zip(own, end, strict=True)) == found["n_in_three_days"] == 0
    )


def test_checks_of_one_department_come_after_the_decision(jiangxi):
    out, truth = jiangxi
    late, level = plant(truth, "checked_after_the_decision"), plant(truth, "level", indicator="M06-1")
    kept = {r["check_id"]: r for r in read_rows(out, "credit_checks", late["department"])}
    own = [r for r in kept.values() if quarter(r["decided_on"]) in late["quarters"]]
    assert sum(bool(r["checked_on"]) and r["checked_on"] > r["decided_on"] for r in own) == late["n"] > 0
    before = Counter(quarter(r["decided_on"]) for r in own if r["checked_on"] and r["checked_on"] <= r["decided_on"])
    assert [before[q] for q in level["quarters"]] == level["numerator"]


def test_one_office_has_published_no_band_but_one_upside_down(jiangxi):
    bands = at(read_rows(jiangxi[0], "inspection_plans"), "361100", department_code="culture_tourism", year="2026")
    assert [(float(r["ratio_low"]), float(r["ratio_high"])) for r in bands] == [(0.3, 0.1)]


def added_to(day, days):
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


def latest(root, feed, key):
    kept = {}
    for row in read_rows(root, feed):
        kept[row[key]] = row
    return kept


def test_a_sanction_runs_from_listing_to_feedback_and_ends_with_the_listing(jiangxi):
    out, truth = jiangxi
    listings, measures = latest(out, "listings", "listing_id"), latest(out, "measures", "measure_id")
    assert listings and measures
    for row in measures.values():
        listing = listings[row["listing_id"]]
        steps = [listing["listed_on"], row["checked_on"], row["applied_on"], row["fed_back_on"]]
        assert sorted(filter(None, steps)) == [s for s in steps if s] and max(filter(None, steps)) <= truth.as_of
        assert row["due_on"] > listing["listed_on"] and (row["checked_on"] or not row["applied_on"])
        assert bool(row["effect"]) == bool(row["fed_back_on"])
        if row["applied_on"] and not row["ended_on"]:  # one department does not hear that a listing is over
            assert not listing["exited_on"] or row["department_code"] == plant(truth, "rights_after_exit")["department"]
        if row["ended_on"]:
            assert row["ended_on"] == listing["exited_on"]
    ends = Counter(row["exit_reason"] for row in listings.values() if row["exited_on"])
    assert {"repaired", "expired", "corrected", "complied"} <= ends.keys()
    assert all(bool(row["exited_on"]) == bool(row["exit_reason"]) for row in listings.values())


@pytest.mark.parametrize(
    ("feed", "key", "same", "department"),
    [
        ("listings", "listing_id", "entity_id", "*"), ("measures", "measure_id", "listing_id", "*"),
        ("repairs", "repair_id", "listing_id", "*"), ("objections", "objection_id", "listing_id", "*"),
        ("interviews", "interview_id", "entity_id", "*"), ("commitments", "commitment_id", "entity_id", "transport"),
        ("decisions", "decision_id", "decided_on", "natural_resources"),
        ("inspections", "inspection_id", "entity_id", "emergency"), ("credit_checks", "check_id", "decided_on", "finance"),
    ],
)  # fmt: skip
def test_no_number_is_given_twice(jiangxi, feed, key, same, department):
    known = {}
    for row in read_rows(jiangxi[0], feed, department):
        assert known.setdefault(row[key], row[same]) == row[same]
    assert len(known) > 100


def test_repairs_follow_compliance_and_upheld_objections_are_put_right(jiangxi):
    out, _ = jiangxi
    listings = latest(out, "listings", "listing_id")
    for row in latest(out, "repairs", "repair_id").values():
        listing = listings[row["listing_id"]]
        assert listing["complied_on"] < row["applied_on"] <= listing["expires_on"]
        assert not row["unpublished_on"] or (row["outcome"] == "granted" and row["unpublished_on"] > row["decided_on"])
    for row in latest(out, "objections", "objection_id").values():
        assert row["raised_on"] > listings[row["listing_id"]]["published_on"]
        assert not row["corrected_on"] or (row["upheld"] == "true" and row["corrected_on"] > row["answered_on"])


def test_what_sanctions_do_is_noted_with_its_counts(jiangxi):
    out, truth = jiangxi
    listings, measures = latest(out, "listings", "listing_id"), latest(out, "measures", "measure_id")
    bound = {i: r for i, r in listings.items() if r["list"] in ("joint_sanction", "market_ban")}
    for code, ratio in (("public_resource_trading", 1.6), ("tax_preference", 1.0)):
        noted = plant(truth, "measure_effect", measure=code)
        applied = {
            m["listing_id"] for m in measures.values() if m["measure_code"] == code and m["applied_on"]
        } & bound.keys()
        done = {i for i, r in bound.items() if r["complied_on"]}
        assert noted["hazard_ratio"] == ratio
        assert (noted["n_applied"], noted["n_not_applied"]) == (len(applied), len(bound) - len(applied))
        assert noted["n_complied_of_applied"] == len(applied & done) and noted["n_complied_of_not_applied"] == len(
            done - applied
        )


def test_the_chain_breaks_at_the_check_and_at_the_feedback(jiangxi):
    out, truth = jiangxi
    listings, measures = latest(out, "listings", "listing_id"), latest(out, "measures", "measure_id")
    for department, step in (("tax", "checked_on"), ("finance", "fed_back_on")):
        noted = plant(truth, "chain_breaks", department=department)
        lately = [m for m in measures.values() if m["department_code"] == department
                  and quarter(listings[m["listing_id"]]["listed_on"]) >= noted["quarters"][0]]  # fmt: skip
        owed = [m for m in lately if step == "checked_on" or m["applied_on"]]
        assert (noted["n"], noted["n_taken"]) == (len(owed), sum(bool(m[step]) for m in owed))
        assert noted["n_taken"] < 0.8 * noted["n"]


def test_entities_come_back_after_an_exit_and_some_elsewhere(jiangxi):
    out, truth = jiangxi
    noted, of = plant(truth, "listed_again"), defaultdict(list)
    for row in latest(out, "listings", "listing_id").values():
        if row["list"] != "red":
            of[row["entity_id"]].append(row)
    back = [
        (a, b) for rows in of.values() for a in rows for b in rows if a["exited_on"] and a["exited_on"] < b["listed_on"]
    ]
    moved = [1 for a, b in back if a["region_code"][:4] != b["region_code"][:4]]
    assert len(back) >= noted["n"] > 100 and len(moved) >= noted["n_elsewhere"] > 0
    assert 0.1 < noted["n_elsewhere"] / noted["n"] < 0.35
