"""Each truth planted in the Jiangxi demo is seen again in its snapshot: its counts where truth.json has them, its verdict where so few can bear one.

What needs more cases than this small demo has is found at full size in tests/queries/test_planted_at_full_size.py.
"""

from __future__ import annotations

import json
import statistics
from collections import defaultdict

import pytest

from data.snapshot.reader import connect
from tests import demo

LAST = "2026Q3"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return demo.home(tmp_path_factory)


@pytest.fixture(scope="module")
def ask(home):
    current = json.loads((home / "current.json").read_text("utf-8"))
    name = current.get("snapshot") or current["id"]
    with connect(home / "snapshots" / f"{name}.duckdb") as con:
        yield lambda sql: con.sql(sql).pl()


@pytest.fixture(scope="module")
def planted(home):
    truth = demo.truth(home)

    def one(kind, **where):
        found = [p for p in truth["lagging"] + truth["planted"] if p["kind"] == kind and where.items() <= p.items()]
        assert len(found) == 1, (kind, where, found)
        return found[0]

    one.truth = truth
    return one


def judged(ask, plant, quarters=None):
    """The judgements of a plant's quarters: a department over the jurisdiction, or a city over all departments."""
    family = "region" if plant["department"] == "*" else "department"
    region = "360000" if plant["region"] == "*" else plant["region"]
    return ask(
        f"select * from stat_judgement where plan = '{demo.PLAN}' and indicator = '{plant['indicator']}' and family = '{family}' "
        f"and department_code = '{plant['department']}' and region_code = '{region}' "
        f"and quarter in {tuple(quarters or plant['quarters'])} order by quarter"
    )


LAGGARDS = (
    ("level", "M13-1-L", "housing_construction", "*"), ("decline", "M10-1", "emergency", "*"),
    ("stagnation", "M10-1", "transport", "*"), ("level", "M10-1", "*", "360300"),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "indicator", "department", "region"), LAGGARDS)
def test_who_was_made_to_lag_is_counted_as_planted_and_named(ask, planted, kind, indicator, department, region):
    plant = planted(kind, indicator=indicator, department=department, region=region)
    found = judged(ask, plant)
    assert found["quarter"].to_list() == plant["quarters"]
    assert [found["numerator"].to_list(), found["denominator"].to_list()] == [plant["numerator"], plant["denominator"]]
    assert found["word"].to_list()[-2:] == ["lagging"] * 2 and found["is_nameable"].to_list()[-1]


def test_a_decline_falls_and_a_standstill_stays(ask, planted):
    falling = judged(ask, planted("decline"))["value"].to_list()
    standing = judged(ask, planted("stagnation"))["value"].to_list()
    assert falling[0] - falling[-1] > 0.06 and max(standing) - min(standing) < 0.03


def test_too_few_matters_are_counted_and_nobody_is_named_for_them(ask, planted):
    """Checks before deciding: a dozen matters a quarter in so small a demo."""
    plant = planted("level", indicator="M06-1")
    found = judged(ask, plant)
    assert [found["numerator"].to_list(), found["denominator"].to_list()] == [plant["numerator"], plant["denominator"]]
    assert max(plant["denominator"]) < 30 and not found["is_nameable"].any()


def test_only_the_planted_departments_are_named(ask, planted):
    named = ask(
        f"select distinct department_code, indicator from stat_judgement where plan = '{demo.PLAN}' and family = 'department' "
        f"and quarter = '{LAST}' and is_nameable and word = 'lagging' and target is not null"
    ).rows()
    assert set(named) <= {(p["department"], p["indicator"]) for p in planted.truth["lagging"]} | {
        (p["department"], "M25-3") for p in planted.truth["planted"] if p["kind"] == "chain_breaks"
    }


def test_a_shortfall_all_share_is_nobodys_lag(ask, planted):
    plant = planted("shared_shortfall")
    found = ask(
        f"select code, n_short, n_held_to_it, is_nameable from stat_judgement where plan = '{demo.PLAN}' and family = 'department' "
        f"and indicator = '{plant['indicator']}' and quarter = '{LAST}'"
    )
    assert found.height == 12 and set(found["code"]) == {"SHORTFALL_SHARED"} and not found["is_nameable"].any()
    assert (found["n_short"] == found["n_held_to_it"]).all()
    total = ask(
        f"select numerator, denominator from stat_judgement where plan = '{demo.PLAN}' and indicator = '{plant['indicator']}' "
        f"and region_code = '360000' and department_code = '*' and quarter in {tuple(plant['quarters'])} order by quarter"
    )
    assert [total["numerator"].to_list(), total["denominator"].to_list()] == [plant["numerator"], plant["denominator"]]


def test_one_bad_quarter_mends_by_itself(ask, planted):
    plant = planted("regression_to_the_mean")
    found = judged(ask, plant)
    assert found["numerator"].to_list() == plant["numerator"]
    assert found["word"][0] == "lagging" and not found["is_nameable"].any()
    assert "lagging" not in found["word"].to_list()[1:] and found["value"][1:].min() - found["value"][0] > 0.04


def test_licences_are_late_far_more_often_than_penalties(ask):
    """As in the bulletin of Qinghai, the pooled rate would hide it: 45 times there."""
    rows = ask(
        "select indicator, 1 - sum(numerator) / sum(denominator) as late from agg_observation "
        "where indicator in ('M13-1-L', 'M13-1-P') and department_code <> 'housing_construction' group by indicator"
    )
    late = dict(rows.rows())
    assert late["M13-1-L"] > 0.015 and late["M13-1-L"] > 8 * late["M13-1-P"]


def test_returns_differ_by_more_than_chance_and_carry_it_over(ask, planted):
    """Moments of the county rates: what is beyond the binomial, and how much of it is there a quarter and six later."""
    plant = planted("variation")
    rows = ask(
        f"select department_code, region_code, period, numerator as x, denominator as n from agg_observation "
        f"where indicator = '{plant['indicator']}' and period >= '2022Q1' and department_code in "
        "('market_regulation', 'government_services', 'agriculture_rural', 'medical_insurance', 'health') "
        "and region_code like '36%' and region_code not like '3603%' and denominator > 0"
    ).rows()
    quarters = sorted({r[2] for r in rows})
    mean, off, noise, room = {}, defaultdict(dict), [], []
    for department, _, quarter, x, n in rows:
        sums = mean.setdefault((department, quarter), [0, 0])
        sums[0], sums[1] = sums[0] + x, sums[1] + n
    for department, region, quarter, x, n in rows:
        p = mean[department, quarter][0] / mean[department, quarter][1]
        off[department, region][quarters.index(quarter)] = x / n - p
        noise.append(p * (1 - p) / n)
        room.append(min(1, p * (1 - p) / 0.04))
    beyond = statistics.fmean(d * d for own in off.values() for d in own.values()) - statistics.fmean(noise)

    def together(lag):
        pairs = [own[q] * own[q + lag] for own in off.values() for q in own if q + lag in own]
        return statistics.fmean(pairs) / beyond

    # what all counties of a department share is taken out with its mean: 15 % of the variance
    spread = plant["spread"] * statistics.fmean(room) * 0.85**0.5
    assert beyond**0.5 == pytest.approx(spread, rel=0.25)
    one = plant["lasting"] + (1 - plant["lasting"]) * plant["carried_over"]
    assert together(1) == pytest.approx(one, abs=0.12)
    assert together(6) == pytest.approx(plant["lasting"], abs=0.12)
    assert together(1) > together(6)


def test_evaluations_fall_in_one_city_in_one_summer(ask, planted):
    plant = planted("evaluations_fall")
    found = ask(
        f"select region_code, numerator, denominator from stat_judgement where plan = '{demo.PLAN}' and department_code = '*' "
        f"and indicator = '{plant['indicator']}' and quarter = '{plant['quarter']}' and region_code like '36__00'"
    )
    cities = {r: (x, n) for r, x, n in found.rows() if r != "360000"}
    assert cities[plant["region"]] == (plant["n_lower"], plant["n_evaluated"])
    share = {r: x / n for r, (x, n) in cities.items()}
    assert max(share, key=share.get) == plant["region"] and share[plant["region"]] > 2 * sorted(share.values())[-2]


SHAPES = {
    "on_target": ("exactly_on_target", "beyond_chance"), "full_marks": ("heaping_at_full", "all_full"),
    "shrinking_denominator": ("shrinking_denominator", "beyond_chance"),
    "identical_quarters": ("identical_quarters", "within_chance"),  # four alike are few among 525 series: a second look, no more
}  # fmt: skip


@pytest.mark.parametrize("kind", SHAPES)
def test_returns_of_an_odd_shape_ask_for_a_second_look(ask, planted, kind):
    plant = planted(kind)
    pattern, state = SHAPES[kind]
    found = ask(
        f"select p.quarter, p.n, p.n_of, p.reference, p.region_code, s.state from agg_pattern as p join stat_pattern as s "
        "on s.pattern = p.pattern and s.indicator = p.indicator and s.department_code = p.department_code and s.quarter = p.quarter "
        f"where p.pattern = '{pattern}' and p.indicator = '{plant['indicator']}' and p.department_code = '{plant['department']}' "
        "order by p.quarter"
    )
    assert set(found["state"]) == {state}
    if kind == "on_target":
        assert (found["n"].to_list(), found["n_of"].to_list()) == (plant["n"], plant["n_of"])
    elif kind == "full_marks":
        assert found["quarter"].to_list() == plant["quarters"] and (found["n"] == found["n_of"]).all()
    elif kind == "shrinking_denominator":
        assert found["n"].to_list() == plant["denominator"] and (found["n_of"] > 2 * found["n"]).all()
    else:
        assert found["quarter"].to_list() == plant["quarters"][-1:]


def test_nobody_else_is_beyond_chance(ask, planted):
    whose = {(p["indicator"], p["department"]) for kind in SHAPES for p in [planted(kind)]}
    found = ask(
        "select indicator, department_code from stat_pattern where state = 'beyond_chance' and indicator is not null"
    )
    assert set(found.rows()) <= whose


def test_a_better_return_than_the_records_give_is_shown_and_does_not_stand(ask, planted):
    plant = planted("flattering_return")
    found = ask(
        f"select quarter, returned_numerator, returned_denominator, counted_value, is_apart from agg_return_difference "
        f"where indicator = '{plant['indicator']}' and department_code = '{plant['department']}' and region_code = '360000' order by 1"
    )
    assert found["quarter"].to_list() == plant["quarters"] and found["is_apart"].all()
    assert set(found["returned_numerator"]) == {plant["numerator"]} and found["counted_value"].max() < 0.9
    stands = judged(ask, plant | {"region": "*"})
    assert stands["value"].to_list() == pytest.approx(found["counted_value"].to_list())
    apart = ask("select indicator, department_code, quarter, is_apart from agg_return_difference")
    asked = {(plant["indicator"], plant["department"], quarter) for quarter in plant["quarters"]}
    assert set(apart.filter("is_apart").drop("is_apart").rows()) == asked  # nobody else's return differs,
    assert apart.filter(is_apart=False).height > 100  # though another department returns what is counted too


def test_a_month_without_an_act_is_a_gap(ask, planted):
    plant = planted("silent_month")
    months = ask(
        f"select distinct period from agg_observation where indicator in ('M13-1-L', 'M13-1-P', 'M13-6') "
        f"and department_code = '{plant['department']}' and period between '2024-10' and '2025-06'"
    )["period"].to_list()
    assert plant["month"] not in months and len(months) == 8


def test_who_draws_what_is_counted_as_drawn(ask, planted):
    """Gradient, bands and the county drawn too often: the figures; with so few nothing can be said, and nothing is."""
    for kind in ("inverted_gradient", "band_missed", "band_exceeded"):
        plant = planted(kind)
        found = ask(
            f"select tier, sum(n_frame) as n_frame, sum(n_drawn) as n_drawn from stat_draw where region_code = '{plant['region']}' "
            f"and department_code = '{plant['department']}' and tier <> '*' "
            f"and quarter in {tuple([f'{y}Q4' for y in plant['years'][:-1]] + [LAST])} group by tier"
        )
        drawn = {tier: (frame, n) for tier, frame, n in found.rows() if frame}
        assert drawn == {t: (plant["n_frame"][t], plant["n_drawn"][t]) for t in plant["n_frame"]}, kind
    plant = planted("draw_not_random")
    quarters = tuple([f"{y}Q4" for y in plant["years"][:-1]] + [LAST])
    own, city = (
        ask(
            f"select sum(n_frame), sum(n_drawn) from stat_draw where region_code = '{region}' and tier = '*' "
            f"and department_code = '{plant['department']}' and quarter in {quarters}"
        ).row(0)
        for region in (plant["region"], plant["region"][:4] + "00")
    )
    assert own == (plant["n_frame"], plant["n_drawn"]) and city == (plant["n_frame_city"], plant["n_drawn_city"])


def test_a_band_exceeded_stands_above_and_one_missed_below(ask, planted):
    for kind, state in (("band_exceeded", "above"), ("band_missed", "short")):
        plant = planted(kind)
        states = ask(
            f"select band_state from stat_inspection_ratio where region_code = '{plant['region']}' and selection = 'random' "
            f"and department_code = '{plant['department']}' and quarter = '2025Q4' and tier <> 'none'"
        )["band_state"].to_list()
        assert states.count(state) >= 2, kind


def test_the_same_doors_too_often_and_two_departments_within_a_month(ask, planted):
    plant = planted("over_the_cap")
    found = ask(
        f"select n_over_cap, most_visits from agg_inspection_cap where region_code = '{plant['region']}' "
        f"and department_code = '{plant['department']}' and quarter in ('2025Q4', '{LAST}') order by quarter"
    )
    assert (found["n_over_cap"] >= [n - 3 for n in plant["n_entities"]]).all()
    assert (found["most_visits"] >= plant["n_visits_each"]).all()
    plant = planted("two_departments_in_a_month")
    most = ask(
        f"select department_a, department_b, n_entities from agg_inspection_pair where region_code = '{plant['region']}' "
        f"and quarter = '{LAST}' order by n_entities desc limit 1"
    ).row(0)
    assert set(most[:2]) == set(plant["departments"]) and most[2] >= plant["n_entities"] - 5


ODD = {
    "closed_entity": "n_deregistered", "no_tier_sent": "n_without_tier", "not_yet_registered": "n_before_registration",
    "on_a_rest_day": "n_non_workday", "unknown_entity": "n_unknown_entity",
}  # fmt: skip


@pytest.mark.parametrize("what", ODD)
def test_odd_visits_are_told_apart(ask, planted, what):
    plant = planted("odd_visit", what=what)
    n = ask(
        f"select {ODD[what]} as n from agg_inspection_manner where region_code = '360000' "
        f"and department_code = '{plant['department']}' and quarter = '{plant['quarter']}'"
    )["n"][0]
    # an unknown entity has no tier either unless one was sent; others' tiers may be known from the register
    assert n == plant["n"] if what != "no_tier_sent" else 0 < n <= plant["n"]


def test_checks_after_the_decision(ask, planted):
    plant = planted("checked_after_the_decision")
    n = ask(
        f"select sum(n_checked_after) as n from stat_credit_check where department_code = '{plant['department']}' "
        f"and region_code = '360000' and matter = '*' and n_quarters = 1 and quarter in {tuple(plant['quarters'])}"
    )["n"][0]
    assert n == plant["n"] > 0


def test_commitments_published_late(ask, planted):
    plant = planted("late_commitments")
    found = ask(
        "select state, delay_days, sum(n_acts) as n from agg_delay where leg = 'commitment' "
        f"and department_code = '{plant['department']}' and region_code like '{plant['region'][:4]}%' and plan = '{demo.PLAN}' "
        f"and quarter in {tuple(plant['quarters'])} group by all"
    )
    n = ask(
        f"select sum(n_done) as n from stat_timeliness where leg = 'commitment' and plan = '{demo.PLAN}' "
        f"and department_code = '{plant['department']}' and region_code = '{plant['region']}' and quarter in {tuple(plant['quarters'])}"
    )["n"][0]
    assert n == plant["n_published"]
    early = [days for _, days, _ in found.rows() if days is not None and days <= 3]
    assert len(early) == plant["n_in_three_days"] == 0


RIGHTS = ("outside_catalogue", "without_basis", "beyond_limit", "after_exit", "published_too_long", "exit_overdue",
          "wrongly_listed", "repaired_public")  # fmt: skip


@pytest.mark.parametrize("defect", RIGHTS)
def test_rights_not_kept_stand_at_the_end_as_planted(ask, planted, defect):
    plant = planted(f"rights_{defect}")
    found = dict(
        ask(
            f"select department_code, n_standing from stat_rights_defect where defect = '{defect}' and part = '*' "
            f"and region_code = '360000' and quarter = '{plant['quarter']}' and department_code <> '*'"
        ).rows()
    )
    assert found.get(plant["department"], 0) == plant["n"]
    assert all(n <= plant["n"] for n in found.values())


def test_sanctions_in_spite_of_a_suspension(ask, planted):
    plant = planted("rights_while_disputed")
    found = ask(
        f"select sum(n_new) as n from stat_rights_defect where defect = 'while_disputed' and part = '*' and region_code = '360000' "
        f"and department_code = '{plant['department']}' and quarter in {tuple(plant['quarters'])}"
    )["n"][0]
    assert found >= plant["n"] > 0


@pytest.mark.parametrize(
    ("step", "done", "of"), [("check", "n_checked", "n_owed"), ("feed_back", "n_fed_back", "n_applied")]
)
def test_the_chain_breaks_where_it_was_broken(ask, planted, step, done, of):
    plant = planted("chain_breaks", step=step)
    rows = ask(
        f"select department_code, {done} / {of} as share from stat_measure where region_code = '360000' and measure_code = '*' "
        f"and list = '*' and grade = '*' and quarter = '{LAST}' and n_quarters = 4 and {of} >= 30 and department_code <> '*'"
    ).rows()
    share = dict(rows)
    assert min(share, key=share.get) == plant["department"] and share[plant["department"]] < plant["share"] + 0.12


def test_the_measure_that_works_is_above_one_and_the_other_is_not_told_from_it(ask, planted):
    for plant in (p for p in planted.truth["planted"] if p["kind"] == "measure_effect"):
        low, high, claim = ask(
            f"select low, high, claim from stat_effect where measure_code = '{plant['measure']}' and design = 'hazard' and outcome = 'comply'"
        ).row(0)
        assert low < plant["hazard_ratio"] < high
        assert (claim == "cannot_say") == (plant["hazard_ratio"] == 1)


def test_entities_come_back(ask, planted):
    plant = planted("listed_again")
    found = dict(
        ask(
            f"select cause, n_events from stat_survival_summary where asked = 'reoffend' and region_code = '360000' and quarter = '{LAST}' "
            "and list = '*' and measure_code = '*' and grade = '*' and department_code = '*'"
        ).rows()
    )
    # by chance an entity may be drawn twice without having been made to come back
    assert sum(found.values()) >= plant["n"] and found["elsewhere"] >= 0.9 * plant["n_elsewhere"]


def test_offices_that_miss_their_day_are_those_of_the_calendar(ask, planted):
    wanted = {
        (p["department"], p["feed"], quarter, "late" if days else "missing")
        for p in planted.truth["planted"] if p["kind"] == "late_reports" for quarter, days in p["days"].items()
    }  # fmt: skip
    found = ask("select department_code, feed, period, state from agg_due where state <> 'on_time'")
    assert set(found.rows()) == wanted


SAID = {
    "wrong_check_character": "credit_code_check", "impossible_day": "not_a_day", "identity_number": "identity_number",
    "low_above_high": "low_not_above_high", "published_before_decided": "published_after_decided",
}  # fmt: skip


def test_every_file_spoiled_says_what_is_wrong_with_it(ask, planted):
    files = {r["file_name"]: r for r in ask("select * from meta_submission").to_dicts()}
    problems = ask(
        "select m.file_name, p.rule, count(*) as n from meta_problem as p join meta_submission as m using (submission_id) group by all"
    )
    told = {(name, rule): n for name, rule, n in problems.rows()}
    for spoiled in planted.truth["spoiled"]:
        sent = files[spoiled["file"]]
        if rule := SAID.get(spoiled["what"]):
            assert told[spoiled["file"], rule] == spoiled["rows"] == sent["refused"]
        elif spoiled["what"] in ("unreadable_file", "empty_file"):
            assert sent["error_zh"] and sent["error_en"] and sent["kept"] == 0
        elif spoiled["what"] == "totals_row":
            assert sent["dropped"] == 1
        elif spoiled["what"] == "repeated_row":
            assert sent["duplicates"] == 1
        else:
            assert spoiled["what"] == "corrects_an_earlier_quarter"
            replaced = ask(
                f"select sum(n_rows) as n from meta_revision where new_submission_id = '{sent['submission_id']}'"
            )["n"][0]
            assert replaced >= spoiled["rows"]
