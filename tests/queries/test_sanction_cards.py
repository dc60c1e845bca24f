"""What the cards of lists and measures count, drawn by hand and against a slow count."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from metrics.catalogue import observations_sql, read_cards
from tests.drawing import shows
from tests.queries.test_sanction_twins import AS_OF, make_world, number
from tests.queries.twins_sanction import World, number_of

YEAR = timedelta(days=365)
MADE: dict[int, tuple[World, dict]] = {}


def of(got, **where):
    return got.filter(**where)


def test_told_before_published_and_out_in_time(mart):
    got = mart("agg_list_office", as_of="2022-06-30", stg_listings="""
        listing_id | listed_on  | notified_on | published_on | expires_on | exited_on  | exit_reason
        -----------+------------+-------------+--------------+------------+------------+------------
        in_time    | 2020-04-01 | 2020-03-20  | 2020-04-08   | 2021-04-01 | 2021-04-09 | expired
        too_late   | 2020-04-01 | 2020-04-01  |              | 2021-04-01 | 2021-04-12 | expired
        still_on   | 2020-04-01 | 2020-04-02  | 2020-07-01   | 2021-04-01 |            |
        left_early | 2020-04-01 |             |              | 2021-04-01 | 2020-12-01 | repaired
        not_over   | 2020-04-01 |             |              | 2022-06-30 |            |            """)  # fmt: skip
    shows(
        got.select(
            "quarter",
            "n_listed",
            "n_told_before",
            "n_made_public",
            "n_board",
            "n_out_due",
            "n_out_in_time",
            "n_standing",
        ).filter(got["quarter"].is_in(["2020Q2", "2020Q3", "2021Q2"])),
        """
        quarter | n_listed | n_told_before | n_made_public | n_board | n_out_due | n_out_in_time | n_standing
        --------+----------+---------------+---------------+---------+-----------+---------------+-----------
        2020Q2  | 5        | 2             | 2             | 1       | 0         | 0             | 5
        2020Q3  | 0        | 0             | 0             | 1       | 0         | 0             | 5
        2021Q2  | 0        | 0             | 0             | 0       | 3         | 1             | 2         """,
    )  # grace: five working days after 1 April 2021, with the 3rd to 5th off: the 9th


def test_a_focus_listing_goes_up_is_lifted_or_neither_within_its_year(mart):
    got = mart("agg_list_office", as_of="2021-06-30", stg_listings="""
        listing_id | entity_id | list           | listed_on  | exited_on  | exit_reason | department_code
        -----------+-----------+----------------+------------+------------+-------------+------------------
        goes_up    | E1        | focus          | 2020-04-01 |            |             | court
        worse      | E1        | joint_sanction | 2021-04-01 |            |             | tax
        a_day_late | E2        | focus          | 2020-04-01 |            |             | court
        worse_too  | E2        | joint_sanction | 2021-04-02 |            |             | tax
        lifted     | E3        | focus          | 2020-04-01 | 2021-04-01 | complied    | court
        expired    | E4        | focus          | 2020-04-01 | 2020-12-01 | expired     | court
        young      | E5        | focus          | 2020-07-01 |            |             | court            """)  # fmt: skip
    shows(
        of(got, quarter="2021Q2", department_code="court"),
        "n_year | n_upgraded | n_released\n---+---+---\n4 | 1 | 1",
    )


def test_listed_again_within_a_year_here_or_elsewhere(mart):
    got = mart("agg_list_office", as_of="2022-06-30",
        stg_entities="entity_id | deregistered_on\n---+---\nE5 | 2020-12-31",
        stg_listings="""
        listing_id | entity_id | region_code | listed_on  | exited_on  | exit_reason | list
        -----------+-----------+-------------+------------+------------+-------------+---------------
        a          | E1        | 360102      | 2019-04-01 | 2020-04-01 | repaired    | joint_sanction
        a_again    | E1        | 360702      | 2021-04-01 |            |             | joint_sanction
        b          | E2        | 360102      | 2019-04-01 | 2020-04-01 | expired     | joint_sanction
        b_again    | E2        | 360121      | 2020-05-01 |            |             | joint_sanction
        late       | E3        | 360102      | 2019-04-01 | 2020-04-01 | expired     | joint_sanction
        late_again | E3        | 360102      | 2021-04-02 |            |             | joint_sanction
        wrongly    | E4        | 360102      | 2019-04-01 | 2020-04-01 | corrected   | joint_sanction
        closed     | E5        | 360102      | 2019-04-01 | 2020-04-01 | repaired    | joint_sanction
        praised    | E6        | 360102      | 2019-04-01 | 2020-04-01 | expired     | red            """)  # fmt: skip
    shows(
        of(got, quarter="2021Q2", region_code="360102", list="joint_sanction"),
        "n_exit_year | n_again | n_elsewhere\n---+---+---\n3 | 2 | 1",
    )


def test_what_came_after_the_first_measure_and_after_the_board(mart):
    got = mart("agg_list_office", as_of="2021-12-31",
        stg_listings="""
        listing_id | listed_on  | published_on | complied_on | exited_on  | exit_reason
        -----------+------------+--------------+-------------+------------+------------
        kept       | 2020-04-01 | 2020-04-10   | 2021-04-20  |            |
        repaired   | 2020-04-01 | 2020-04-10   |             | 2021-04-20 | repaired
        too_late   | 2020-04-01 | 2020-04-10   | 2021-04-21  |            |
        before     | 2020-04-01 | 2020-04-10   | 2020-04-05  |            |
        unmeasured | 2020-04-01 | 2020-04-10   | 2021-04-10  |            |            """,
        stg_measures="""
        listing_id | applied_on
        -----------+-----------
        kept       | 2020-04-20
        kept       | 2020-05-20
        repaired   | 2020-04-20
        too_late   | 2020-04-20
        before     | 2020-04-20""")  # fmt: skip
    shows(
        of(got, quarter="2021Q2"),
        "n_measure_year | n_measure_kept | n_board_year | n_board_kept\n---+---+---+---\n3 | 2 | 4 | 1",
    )


def test_listings_under_objection_are_not_held_against_anybody(mart):
    got = mart("agg_list_office", as_of="2020-06-30", stg_listings="listing_id\n---\nL1\nL2\nL3",
        stg_objections="listing_id | raised_on | answered_on\n---+---+---\nL1 | 2020-06-10 |\nL1 | 2020-06-12 |\nL2 | 2020-06-10 | 2020-06-30",
        stg_measures="listing_id | applied_on\n---+---\nL1 | 2020-06-05\nL2 | 2020-06-05")  # fmt: skip
    shows(of(got, quarter="2020Q2"), "n_standing | n_held | n_held_measured\n---+---+---\n3 | 2 | 1")


def test_measures_by_others_feedback_due_days_and_amounts(mart):
    got = mart("agg_measure_office", as_of="2020-12-31", stg_listings="department_code\n---\ntax", stg_measures="""
        department_code | applied_on | fed_back_on | amount
        ----------------+------------+-------------+-------
        finance         | 2020-07-01 | 2020-07-03  | 100.10
        finance         | 2020-07-01 | 2020-07-03  | 0.20
        finance         | 2020-07-01 | 2020-07-03  | 0.30
        finance         | 2020-07-01 |             |
        finance         | 2020-12-01 | 2020-12-02  |
        tax             | 2020-07-01 | 2020-10-09  | 50
        tax             |            |             |        """)  # fmt: skip
    shows(
        got,
        """
        quarter | department_code | n_applied | n_by_others | n_feedback_due | n_fed_back_of_due | n_timed | feedback_days | amount
        --------+-----------------+-----------+-------------+----------------+-------------------+---------+---------------+-------
        2020Q3  | finance         | 4         | 4           | 4              | 3                 | 3       | 6             | 100.6
        2020Q4  | finance         | 1         | 1           | 0              | 0                 | 1       | 1             | 0
        2020Q3  | tax             | 1         | 0           | 1              | 1                 | 0       | 0             | 0
        2020Q4  | tax             | 0         | 0           | 0              | 0                 | 1       | 67            | 50     """,
    )


def test_the_rows_behind_an_amount_are_the_measures_added_up_not_the_yuan(mart):
    measures = """
        quarter | measure_code   | region_code | department_code | amount  | n_with_amount
        --------+----------------+-------------+-----------------+---------+--------------
        2020Q3  | tax_preference | 360102      | tax             | 1234.56 | 2
        2020Q4  | tax_preference | 360102      | tax             | 0       | 0            """
    card = [card for card in read_cards() if card.code == "M25-2"]
    for asked, rows in (
        (card, (2, 0)),
        ([replace(card[0], observe=replace(card[0].observe, rows=None))], (None, None)),
    ):
        got = mart("observed", agg_measure_office=measures, sql={"observed": observations_sql(asked)})
        assert got.sort("period").select("value", "n_rows").rows() == [(1234.56, rows[0]), (0, rows[1])]


def test_items_of_the_catalogue_in_use_at_every_level(mart):
    got = mart("agg_measure_item", as_of="2020-12-31", stg_listings="listing_id\n---\nL1",
        ref_catalogue_measure="measure_code | item_zh\n---+---\na | 甲\na2 | 甲\nb | 乙\nc | 丙",
        stg_measures="""
        measure_code | department_code | region_code | applied_on
        -------------+-----------------+-------------+-----------
        a            | finance         | 360102      | 2020-07-01
        a2           | tax             | 360121      | 2020-07-01
        b            | tax             | 360121      | 2020-07-01
        own          | tax             | 360121      | 2020-07-01
        c            | tax             | 360121      |            """)  # fmt: skip
    shows(
        got.filter(got["region_code"].is_in(["360100", "360121"])),
        """
        region_code | department_code | n_used | n_items
        ------------+-----------------+--------+--------
        360100      | *               | 2      | 3
        360100      | finance         | 1      | 3
        360100      | tax             | 2      | 3
        360121      | *               | 2      | 3
        360121      | tax             | 2      | 3      """,
    )


def test_every_column_the_cards_name_is_there(mart, real):
    watched = {
        c.observe.mart: set()
        for c in read_cards()
        if c.observe and c.observe.mart in ("agg_list_office", "agg_measure_office")
    }
    for card in read_cards():
        if card.observe and card.observe.mart in watched:
            watched[card.observe.mart] |= {
                card.observe.numerator,
                *([card.observe.denominator] if card.observe.denominator else []),
            }
    assert len(watched) == 2
    for name, columns in watched.items():
        assert columns <= set(mart(name).columns)


def slow(world: World) -> dict[tuple, dict[str, int]]:
    """agg_list_office again, listing by listing."""
    cells: dict = defaultdict(lambda: defaultdict(int))

    def add(day: date | None, r: dict, *names: str) -> None:
        if day is not None and day <= world.as_of:
            for name in names:
                cells[number_of(day), r["list"], r["region_code"], r["department_code"]][name] += 1

    known = list(world.by_id.values())
    city = {
        region: next((a for a, level in above.items() if level == "city"), region)
        for region, above in world.ancestors.items()
    }
    days = sorted(world.workdays)
    for r in known:
        first = min(
            (m["applied_on"] for m in world.measures if m["listing_id"] == r["listing_id"] and m["applied_on"]),
            default=None,
        )
        complied = r["complied_on"] or (r["exited_on"] if r["exit_reason"] == "complied" else None)
        add(r["listed_on"], r, "n_listed", *(["n_told_before"] if r["notified_on"] and r["notified_on"] <= r["listed_on"] else []),
            *(["n_made_public"] if r["published_on"] else []))  # fmt: skip
        add(r["published_on"], r, "n_board")
        if r["expires_on"] and not (r["exited_on"] and r["exited_on"] < r["expires_on"]):
            wanted = world.workdays[r["expires_on"]] + 5
            by = next(d for d in days if world.workdays[d] == wanted)
            add(by, r, "n_out_due", *(["n_out_in_time"] if r["exited_on"] and r["exited_on"] <= by else []))
        over = r["listed_on"] + YEAR
        up = r["list"] == "focus" and any(
            o["entity_id"] == r["entity_id"] and o["list"] == "joint_sanction" and r["listed_on"] < o["listed_on"] <= over for o in known)  # fmt: skip
        released = r["exited_on"] and r["exited_on"] <= over and r["exit_reason"] in ("complied", "repaired")
        add(over, r, "n_year", *(["n_upgraded"] if up else []), *(["n_released"] if released else []))
        if first and not (complied and complied <= first):
            end = first + YEAR
            kept = (complied and complied <= end) or (
                r["exited_on"] and r["exited_on"] <= end and r["exit_reason"] in ("complied", "repaired")
            )
            add(end, r, "n_measure_year", *(["n_measure_kept"] if kept else []))
        if r["published_on"] and not (complied and complied <= r["published_on"]):
            end = r["published_on"] + YEAR
            add(end, r, "n_board_year", *(["n_board_kept"] if complied and complied <= end else []))
        if r["exited_on"] and r["list"] != "red" and r["exit_reason"] not in ("corrected", "deregistered"):
            end = r["exited_on"] + YEAR
            back = [
                o
                for o in known
                if o["entity_id"] == r["entity_id"] and o["list"] != "red" and r["exited_on"] < o["listed_on"] <= end
            ]
            moved = any(city[o["region_code"]] != city[r["region_code"]] for o in back)
            add(end, r, "n_exit_year", *(["n_again"] if back else []), *(["n_elsewhere"] if moved else []))
        for q, end in world.ends():
            if r["listed_on"] <= end and not (r["exited_on"] and r["exited_on"] <= end):
                held = not world.disputed(r["listing_id"], end)
                cell = cells[q, r["list"], r["region_code"], r["department_code"]]
                cell["n_standing"] += 1
                cell["n_held"] += held
                cell["n_held_measured"] += bool(held and first and first <= end)
    return cells


@pytest.mark.parametrize("seed", range(2))
def test_the_slow_count_of_lists_agrees(mart, lookup_frames, seed):
    world = make_world(Random(seed + 10), lookup_frames)
    got = mart(
        "agg_list_office",
        as_of=str(AS_OF),
        stg_listings=world.listings,
        stg_measures=world.measures,
        stg_objections=world.objections,
    )
    twin = slow(world)
    found = {(number(r["quarter"]), r["list"], r["region_code"], r["department_code"]): r for r in got.to_dicts()}
    assert found.keys() == twin.keys()
    for key, row in found.items():
        assert {c: v for c, v in row.items() if c.startswith("n_")} == {
            c: twin[key].get(c, 0) for c in row if c.startswith("n_")
        }, key
