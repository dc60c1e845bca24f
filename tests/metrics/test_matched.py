"""Spells and the matched comparison: drawn cases, the slow twin day by day, and groups that cannot be compared."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from math import exp, sqrt

import numpy as np
import polars as pl
import pytest

from metrics.matched import EDGES, HORIZONS, compare
from metrics.spells import drawn, lay

DAY = date(2023, 1, 1)
KEPT = {
    "office": "o",
    "ground": "g",
    "list": "joint_sanction",
    "grade": "general",
    "region_level": "county",
    "prior": 0,
}


def listings(*rows, **kept):
    """rows: (listing_id, happened after so many days or None, watched so many days)."""
    made = [
        {"listing_id": i, "begun_on": DAY, "happened_on": h if h is None else DAY + timedelta(h), "until_on": DAY + timedelta(u)}
        for i, h, u in rows
    ]  # fmt: skip
    schema = {"listing_id": pl.String, "begun_on": pl.Date, "happened_on": pl.Date, "until_on": pl.Date}
    return pl.DataFrame(made, schema=schema).with_columns(**{k: pl.lit(v) for k, v in (KEPT | kept).items()})


def measures(*rows):
    made = [(i, code, None if d is None else DAY + timedelta(d)) for i, code, d in rows]
    return pl.DataFrame(
        made, schema={"listing_id": pl.String, "measure_code": pl.String, "applied_on": pl.Date}, orient="row"
    )


def test_a_listing_is_not_measured_until_the_day_the_measure_is_applied():
    laid = lay(
        listings(("a", 50, 90), ("b", None, 90), ("c", 20, 90), ("d", 100, 90), ("e", 0, 90)),
        measures(("a", "m", 30), ("a", "n", 10), ("a", "m", 40), ("b", "m", -5), ("c", "m", 20), ("d", "m", None), ("x", "m", 3)),
    )  # fmt: skip
    assert laid.codes == ["m", "n"]
    got = laid.spells.with_columns(id=laid.of_spells("listing_id")).drop("unit")
    m, n = laid.bit("m"), laid.bit("n")
    assert got.rows() == [
        (-1, 10, False, 0, "a"), (10, 30, False, n, "a"), (30, 50, True, m + n, "a"),
        (-1, 90, False, m, "b"),  # applied before the clock began
        (-1, 20, True, 0, "c"),  # it had happened by the day the measure came
        (-1, 90, False, 0, "d"),  # what happened after the last day is not seen
        (-1, 0, True, 0, "e"),
    ]  # fmt: skip


def test_what_has_no_usable_days_is_left_out_and_counted():
    rows = listings(("a", -3, 90), ("b", None, -1), ("c", 5, 90)).with_columns(
        until_on=pl.when(listing_id="c").then(None).otherwise("until_on")
    )
    laid = lay(rows, measures(("a", "m", 1)))
    assert (laid.units.height, laid.n_left_out, laid.codes) == (0, 3, ["m"])
    assert compare(laid, "m").by_day == {}


def random_register(seed, n, codes=("m", "n")):
    rng = np.random.default_rng(seed)
    rows = listings(*[
        (f"{i:04d}", None if rng.random() < 0.2 else int(rng.exponential(150)), int(rng.integers(60, 420))) for i in range(n)
    ])  # fmt: skip
    rows = rows.with_columns(
        office=pl.Series(rng.integers(0, 4, n)).cast(pl.String), grade=pl.Series(rng.choice(["general", "severe"], n)),
        prior=pl.Series(rng.integers(0, 2, n)),
    )  # fmt: skip
    return rows, measures(
        *[(f"{i:04d}", c, int(rng.exponential(120))) for i in range(n) for c in codes if rng.random() < 0.6]
    )


def slow(laid, code, level):
    """Everybody, day by day."""
    bit = laid.bit(code)
    rows = laid.spells.with_columns(*(laid.of_spells(c).alias(c) for c in level if c != "prior_band")).to_dicts()
    if "prior_band" in level:
        rows = [r | {"prior_band": min(p, 2)} for r, p in zip(rows, laid.of_spells("prior"), strict=True)]
    controls, treated, had = defaultdict(list), [], set()
    for r in rows:
        key = (*(r[c] for c in level), r["mask"] & ~bit)
        if not r["mask"] & bit:
            controls[key].append(r)
        elif r["unit"] not in had:
            had.add(r["unit"])
            treated.append((key, r))
    matched = [(k, r) for k, r in treated if any(c["start"] <= r["start"] < c["stop"] for c in controls[k])]
    done, weight, found = [0.0, 0.0, 0.0], defaultdict(float), {}
    for low, high in pairwise(EDGES):
        days, expected, events, beside = 0, 0.0, 0, defaultdict(int)
        for key, r in matched:
            for day in range(r["start"] + low + 1, min(r["start"] + high, r["stop"]) + 1):
                at_risk = [c for c in controls[key] if c["start"] < day <= c["stop"]]
                if at_risk:
                    days += 1
                    expected += sum(c["event"] and c["stop"] == day for c in at_risk) / len(at_risk)
                    beside[key, day] += 1
                    events += r["event"] and r["stop"] == day
        if not days:
            break
        per_day = (high - low) / days
        done = [done[0] + per_day * events, done[1] + per_day * expected, done[2] + per_day**2 * events]
        for place, count in beside.items():
            weight[place] += per_day * count
        if high in HORIZONS:
            noise = 0.0
            for (key, day), w in weight.items():
                at_risk = [c for c in controls[key] if c["start"] < day <= c["stop"]]
                noise += w * w * sum(c["event"] and c["stop"] == day for c in at_risk) / len(at_risk) ** 2
            open_, open_expected = exp(-done[0]), exp(-done[1])
            se = sqrt(open_**2 * done[2] + open_expected**2 * noise)
            found[high] = (1 - open_, 1 - open_expected, open_expected - open_, se)
    return found, len(matched), len(treated) - len(matched)


@pytest.mark.parametrize("seed", [1, 2])
def test_differences_are_those_of_the_slow_twin(seed):
    laid = lay(*random_register(seed, 150))
    for code in laid.codes:
        got = compare(laid, code)
        expected, n, unmatched = slow(laid, code, got.on)
        assert (got.n_treated, got.n_unmatched) == (n, unmatched) and got.by_day.keys() == expected.keys()
        for day, numbers in expected.items():
            own = got.by_day[day]
            assert (own.treated, own.control, own.difference, own.se) == pytest.approx(numbers, rel=1e-9)


def test_only_the_same_office_ground_and_days_are_compared():
    rows = pl.concat([
        listings(*[(f"t{i}", 40 if i < 4 else None, 300) for i in range(5)], *[(f"c{i}", None, 300) for i in range(2)]),
        listings(*[(f"x{i}", 35, 300) for i in range(50)], office="other"),
    ])  # fmt: skip
    got = compare(lay(rows, measures(*[(f"t{i}", "m", 30) for i in range(5)])), "m")
    assert (got.n_treated, got.n_control, got.events_control) == (5, 2, 0)
    assert got.by_day[180].control == 0 and got.by_day[180].treated > 0.5


def test_strata_widen_until_most_have_a_control_but_never_beyond_office_and_ground():
    grades = [*["general"] * 4, *["severe"] * 4]
    rows = listings(*[(f"t{i}", 100, 300) for i in range(4)], *[(f"c{i}", 90, 300) for i in range(4)]).with_columns(
        grade=pl.Series(grades)
    )
    got = compare(lay(rows, measures(*[(f"t{i}", "m", 30) for i in range(4)])), "m")
    assert got.on == ("office", "ground", "list")
    balance = {r["covariate"]: r for r in got.balance.to_dicts()}
    assert balance["grade_severe"]["treated"] == 0 and balance["grade_severe"]["control_after"] == 1
    assert balance["grade_severe"]["difference_after"] is None  # neither side varies: no number of deviations


def test_matching_takes_away_what_grades_differed_by():
    rng = np.random.default_rng(5)
    n = 1200
    severe = rng.random(n) < 0.5
    rows = listings(*[(f"{i:04d}", int(rng.exponential(200)), 400) for i in range(n)]).with_columns(
        grade=pl.Series(np.where(severe, "severe", "general"))
    )
    chosen = rng.random(n) < np.where(severe, 0.6, 0.2)
    got = compare(lay(rows, measures(*[(f"{i:04d}", "m", 20) for i in np.flatnonzero(chosen)])), "m")
    (own,) = [r for r in got.balance.to_dicts() if r["covariate"].startswith("grade")]
    assert abs(own["difference_before"]) > 0.5 and abs(own["difference_after"]) < 1e-9


def test_where_everybody_is_measured_at_once_there_are_no_controls():
    rows = listings(*[(f"t{i}", 50, 300) for i in range(30)])
    got = compare(lay(rows, measures(*[(f"t{i}", "m", 5) for i in range(30)])), "m")
    assert (got.n_treated, got.n_unmatched, got.by_day) == (0, 30, {})
    assert got.balance["treated"].null_count() == got.balance.height


def test_of_a_register_too_large_whole_offices_are_drawn():
    rows = listings(*[(f"{i:04d}", None, 90) for i in range(1000)]).with_columns(
        office=(pl.int_range(pl.len()) % 10).cast(pl.String)
    )
    assert drawn(rows, 1000).height == 1000
    part = drawn(rows, 350)
    assert part["office"].value_counts()["count"].to_list() == [100] * 3
    assert part.equals(drawn(rows, 350))  # the same draw every time
    assert drawn(rows, 20)["office"].n_unique() == 1
