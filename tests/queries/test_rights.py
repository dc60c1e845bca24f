"""What ought not to be: measures that stand without ground, records shown too long, entities wrongly listed."""

from __future__ import annotations

import polars as pl
import pytest

from tests.drawing import shows

CASES = ("defect", "item_id", "from_on", "until_on")
OF_DEFECT = "defect | item_id | from_on | until_on"


def cases(mart, *defects, **pictures):
    found = mart("fct_rights_case", **pictures)
    return found.filter(pl.col("defect").is_in(defects)).select(CASES)


def test_two_objections_that_overlap_are_one_time_of_dispute(mart):
    shows(
        mart("fct_dispute_span", stg_objections="""
            listing_id | raised_on  | suspended_on | answered_on
            -----------+------------+--------------+------------
            L1         | 2026-03-02 | 2026-03-04   | 2026-03-20
            L1         | 2026-03-16 | 2026-03-17   | 2026-04-10
            L2         | 2026-03-02 |              | 2026-03-20
            L3         | 2026-03-02 | 2026-03-16   | 2026-03-20
            L4         | 2026-03-02 |              | 2026-03-06
            L5         | 2026-09-02 | 2026-09-03   |
            L5         | 2026-09-10 |              | 2026-10-05  """),
        """ listing_id | from_on    | until_on   | is_suspended | halted_on
            -----------+------------+------------+--------------+-----------
            L1         | 2026-03-02 | 2026-04-10 | true         | 2026-03-04
            L2         | 2026-03-02 | 2026-03-20 | false        |
            L3         | 2026-03-02 | 2026-03-16 | false        |
            L3         | 2026-03-16 | 2026-03-20 | true         | 2026-03-16
            L4         | 2026-03-02 | 2026-03-06 | true         |
            L5         | 2026-09-02 | 2026-10-01 | true         | 2026-09-03  """,
    )  # fmt: skip


DISPUTED = """
    listing_id | raised_on  | suspended_on | answered_on
    -----------+------------+--------------+------------
    L1         | 2026-03-02 | 2026-03-04   | 2026-03-30
    L2         | 2026-03-02 |              | 2026-03-30  """
LISTED = "listing_id\n---\nL1\nL2"


def test_a_measure_is_in_breach_while_nothing_is_suspended_or_where_it_comes_after_the_suspension(mart):
    shows(
        cases(mart, "while_disputed", stg_objections=DISPUTED, stg_listings=LISTED, stg_measures="""
            measure_id  | listing_id | applied_on | ended_on
            ------------+------------+------------+-----------
            suspended   | L1         | 2026-02-02 |
            in_spite    | L1         | 2026-03-10 |
            in_force    | L2         | 2026-02-02 |
            ended       | L2         | 2026-02-02 | 2026-02-20
            afterwards  | L2         | 2026-03-30 |  """),
        f""" {OF_DEFECT}
            -+-+-+-
            while_disputed | in_spite | 2026-03-10 | 2026-03-30
            while_disputed | in_force | 2026-03-02 | 2026-03-30  """,
    )  # fmt: skip


def test_an_objection_counts_a_day_of_breach_once_however_many_measures_stand(mart):
    shows(
        mart("fct_objection", stg_listings=LISTED, stg_objections=DISPUTED + "\n L9 | 2026-03-02 | | 2026-03-30", stg_measures="""
            listing_id | due_on     | applied_on | ended_on
            -----------+------------+------------+-----------
            L1         | 2026-03-12 |            |
            L2         | 2026-01-20 | 2026-02-02 | 2026-03-12
            L2         | 2026-01-20 | 2026-02-02 | 2026-03-07
            L2         | 2026-03-20 | 2026-03-20 |   """),
        """ listing_id | days | has_measures | is_suspended | is_in_breach | days_in_breach | is_unknown_listing
            -----------+------+--------------+--------------+--------------+----------------+-------------------
            L1         | 20   | true         | true         | false        | 0              | false
            L2         | 20   | true         |              | true         | 20             | false
            L9         | 20   | false        | false        | false        | 0              | true  """,
    )  # fmt: skip


def test_a_measure_may_lack_basis_catalogue_and_limit_and_outlive_its_listing(mart):
    shows(
        cases(mart, "outside_catalogue", "without_basis", "beyond_limit", "after_exit", stg_listings="""
            listing_id | list           | exited_on
            -----------+----------------+-----------
            L1         | joint_sanction | 2026-06-01
            L2         | joint_sanction |
            L3         | red            |   """, stg_measures="""
            measure_id | listing_id | measure_code         | basis | applied_on | limit_until | ended_on
            -----------+------------+----------------------+-------+------------+-------------+-----------
            sound      | L2         | fiscal_fund_application | law | 2026-01-05 | 2027-01-05  |
            outside    | L2         | tourism              | law   | 2020-06-01 |             |
            groundless | L2         | tax_preference       |       | 2026-01-05 |             | 2026-02-01
            late       | L2         | tax_preference       | law   | 2026-01-05 | 2026-03-31  | 2026-05-01
            in_time    | L1         | tax_preference       | law   | 2026-01-05 |             | 2026-06-05
            stayed     | L1         | tax_preference       | law   | 2026-01-05 |             |
            reward     | L3         | tourism              |       | 2026-01-05 |             |
            unapplied  | L2         | tourism              |       |            |             |    """),
        f""" {OF_DEFECT}
            -+-+-+-
            outside_catalogue | outside    | 2020-12-01 | 2026-10-01
            without_basis     | groundless | 2026-01-05 | 2026-02-01
            beyond_limit      | late       | 2026-04-01 | 2026-05-01
            after_exit        | stayed     | 2026-06-01 | 2026-10-01  """,
    )  # fmt: skip


def test_a_record_is_shown_too_long_by_the_rule_of_the_day_from_its_first_day_on(mart):
    """A general listing of 2025-01: a year by the rule of April 2026, too long from that day; of 2025-07: from the year's end."""
    shows(
        cases(mart, "published_too_long", stg_listings="""
            listing_id | grade   | listed_on  | published_on | complied_on | exited_on
            -----------+---------+------------+--------------+-------------+-----------
            straddles  | general | 2025-01-10 | 2025-01-15   | 2025-03-01  |
            ends_after | general | 2025-07-10 | 2025-07-15   | 2025-08-01  | 2026-08-20
            in_time    | general | 2025-07-10 | 2025-07-15   | 2025-08-01  | 2026-07-10
            before     | general | 2025-01-10 | 2025-01-15   | 2025-03-01  | 2026-03-20
            severe     | severe  | 2023-09-01 | 2023-09-02   | 2025-03-01  |
            undone     | general | 2025-01-10 | 2025-01-15   |             |
            hidden     | general | 2025-01-10 |              | 2025-03-01  |
            ungraded   |         | 2020-01-10 | 2020-01-15   | 2020-03-01  |   """),
        f""" {OF_DEFECT}
            -+-+-+-
            published_too_long | listing:straddles  | 2026-04-01 | 2026-10-01
            published_too_long | listing:ends_after | 2026-07-11 | 2026-08-20
            published_too_long | listing:severe     | 2026-09-02 | 2026-10-01  """,
    )  # fmt: skip


def test_penalties_are_judged_only_where_the_office_says_what_went_off_line(mart):
    """Orders 58 and 36: three years and, since April 2026, by degree; 轻微 three months."""
    shows(
        cases(mart, "published_too_long", stg_decisions="""
            decision_id | department_code | severity | decided_on | published_on | unpublished_on
            ------------+-----------------+----------+------------+--------------+---------------
            minor       | tax             | 轻微     | 2026-05-06 | 2026-05-07   | 2026-09-01
            ordinary    | tax             | 一般     | 2024-01-08 | 2024-01-09   | 2026-06-01
            unstated    | tax             |          | 2023-02-06 | 2023-02-07   |
            silent      | culture_tourism | 一般     | 2024-01-08 | 2024-01-09   |   """),
        f""" {OF_DEFECT}
            -+-+-+-
            published_too_long | penalty:minor    | 2026-08-07 | 2026-09-01
            published_too_long | penalty:ordinary | 2026-04-01 | 2026-06-01
            published_too_long | penalty:unstated | 2026-02-07 | 2026-10-01  """,
    )  # fmt: skip


def test_exits_are_overdue_the_day_after_the_listing_says_it_ends(mart):
    shows(
        cases(mart, "exit_overdue", stg_listings="""
            listing_id | list  | expires_on | exited_on
            -----------+-------+------------+-----------
            on_the_day | focus | 2026-06-01 | 2026-06-01
            day_after  | focus | 2026-06-01 | 2026-06-02
            late       | focus | 2026-06-01 | 2026-07-01
            stands     | focus | 2026-06-01 |
            endless    | focus |            |
            honoured   | red   | 2026-06-01 |    """),
        f""" {OF_DEFECT}
            -+-+-+-
            exit_overdue | late   | 2026-06-02 | 2026-07-01
            exit_overdue | stands | 2026-06-02 | 2026-10-01  """,
    )  # fmt: skip


def test_who_was_wrongly_listed_is_put_right_once_off_the_list_and_free_of_measures(mart):
    shows(
        mart("fct_wrong_listing", stg_listings="""
            listing_id | exited_on  | exit_reason
            -----------+------------+------------
            right      | 2026-03-20 | corrected
            measured   | 2026-03-20 | corrected
            listed     |            |
            admitted   | 2026-05-04 | corrected
            stood      |            |   """, stg_objections="""
            listing_id | raised_on  | answered_on | upheld | corrected_on
            -----------+------------+-------------+--------+-------------
            right      | 2026-03-02 | 2026-03-16  | true   | 2026-03-18
            measured   | 2026-03-02 | 2026-03-16  | true   | 2026-03-18
            listed     | 2026-03-02 | 2026-03-16  | true   |
            stood      | 2026-03-02 | 2026-03-16  | false  |     """, stg_measures="""
            listing_id | applied_on | ended_on
            -----------+------------+-----------
            right      | 2026-01-05 | 2026-03-24
            measured   | 2026-01-05 |   """),
        """ listing_id | found_on   | n_measures | n_standing | restored_on
            -----------+------------+------------+------------+------------
            right      | 2026-03-16 | 1          | 0          | 2026-03-24
            measured   | 2026-03-16 | 1          | 1          |
            listed     | 2026-03-16 | 0          | 0          |
            admitted   | 2026-05-04 | 0          | 0          | 2026-05-04  """,
    )  # fmt: skip


REPAIRED = {
    "stg_listings": """
        listing_id | grade   | listed_on  | published_on | exited_on
        -----------+---------+------------+--------------+-----------
        L1         | general | 2026-04-06 | 2026-04-07   | 2026-07-22
        L2         | general | 2026-04-06 | 2026-04-07   |
        L3         | serious | 2026-04-06 | 2026-04-07   | """,
    "stg_repairs": """
        repair_id | listing_id | applied_on | accepted_on | decided_on | outcome | unpublished_on | audited_on | audit_result
        ----------+------------+------------+-------------+------------+---------+----------------+------------+-------------
        sound     | L1         | 2026-07-08 | 2026-07-09  | 2026-07-20 | granted | 2026-07-22     | 2026-09-01 | right
        early     | L2         | 2026-05-06 | 2026-05-07  | 2026-05-20 | granted |                | 2026-09-01 | wrong
        ripe      | L3         | 2026-07-08 | 2026-07-09  | 2026-07-20 | granted |                |            |
        unknown   | L9         | 2026-07-08 |             |            |         |                |            |     """,
    "stg_measures": """
        listing_id | applied_on | ended_on
        -----------+------------+-----------
        L1         | 2026-05-06 | 2026-07-22
        L2         | 2026-05-06 | """,
}


def test_a_repair_too_early_left_public_and_under_a_measure(mart):
    shows(
        mart("fct_repair", **REPAIRED),
        """ repair_id | days | days_to_unpublish | ripe_on    | is_off | n_measures | n_kept_on | is_unknown_listing
            ----------+------+-------------------+------------+--------+------------+-----------+-------------------
            sound     | 8    | 2                 | 2026-07-06 | true   | 1          | 0         | false
            early     | 11   |                   | 2026-07-06 | false  | 1          | 1         | false
            ripe      | 8    |                   | 2026-07-06 | false  | 0          | 0         | false
            unknown   |      |                   |            | false  | 0          | 0         | true  """,
    )
    shows(
        cases(mart, "repaired_early", "repaired_public", "repaired_measured", "after_exit", **REPAIRED),
        f""" {OF_DEFECT}
            -+-+-+-
            repaired_early    | early | 2026-05-20 | 2026-05-21
            repaired_public   | early | 2026-05-20 | 2026-10-01
            repaired_public   | ripe  | 2026-07-20 | 2026-10-01
            repaired_measured | M2    | 2026-05-20 | 2026-10-01  """,
    )


def test_repairs_are_counted_by_four_quarters(mart):
    found = mart("agg_repair", **REPAIRED).filter(pl.col("region_code") == "360000", pl.col("department_code") == "*")
    shows(
        found,
        """ quarter | n_quarters | n_applied | n_granted | n_with_least | n_too_early | n_still_public | n_still_measured | n_audited | n_faulty
            --------+------------+-----------+-----------+--------------+-------------+----------------+------------------+-----------+---------
            2026Q2  | 4          | 1         | 1         | 1            | 1           | 1              | 1                | 1         | 1
            2026Q3  | 4          | 4         | 3         | 3            | 1           | 2              | 1                | 2         | 1  """,
    )


def test_a_defect_stands_in_every_quarter_from_its_first_day_to_its_last(mart):
    """Of three measures in force one outlives its limit from April to July: found in two quarters, left at the end of one."""
    got = mart("agg_rights_defect", stg_listings="listing_id\n---\nL1", stg_measures="""
        measure_id | listing_id | measure_code   | basis | applied_on | limit_until | ended_on
        -----------+------------+----------------+-------+------------+-------------+-----------
        late       | L1         | tax_preference | law   | 2026-01-05 | 2026-04-10  | 2026-07-20
        in_time    | L1         | tax_preference | law   | 2026-01-05 | 2026-04-10  | 2026-04-10
        open       | L1         | tax_preference | law   | 2026-01-05 |             |    """)  # fmt: skip
    own = got.filter(
        pl.col("region_code") == "360000", pl.col("department_code") == "*", pl.col("defect") == "beyond_limit"
    )
    shows(
        own,
        """ part           | quarter | n | n_of | n_new | n_standing | n_entities | days_median | days_most
            ---------------+---------+---+------+-------+------------+------------+-------------+----------
            '*'            | 2026Q2  | 1 | 2    | 1     | 1          | 1          | 81.0        | 81
            tax_preference | 2026Q2  | 1 | 2    | 1     | 1          | 1          | 81.0        | 81
            '*'            | 2026Q3  | 1 | 1    | 0     | 0          | 1          | 100.0       | 100
            tax_preference | 2026Q3  | 1 | 1    | 0     | 0          | 1          | 100.0       | 100  """,
    )
    basis = got.filter(
        pl.col("region_code") == "360102",
        pl.col("department_code") == "market_regulation",
        pl.col("defect") == "without_basis",
    )
    assert basis.sort("quarter")["n_of"].to_list() == [3, 3, 2] and basis["n"].sum() == 0


@pytest.mark.parametrize("table", ["agg_rights_defect", "agg_objection", "agg_repair", "agg_wrong_listing"])
def test_a_source_without_any_of_it_gives_no_rows_and_no_error(mart, table):
    assert mart(table).is_empty()


def test_who_is_listed_again_within_a_year_of_the_repair(mart):
    shows(
        mart("agg_repaired_again_office", stg_listings="""
            listing_id | entity_id | list  | listed_on
            -----------+-----------+-------+-----------
            L1         | E1        | joint_sanction | 2024-01-10
            L2         | E2        | joint_sanction | 2024-01-10
            L3         | E3        | joint_sanction | 2024-01-10
            again      | E1        | focus | 2025-03-01
            honoured   | E2        | red   | 2025-03-01
            too_late   | E2        | focus | 2025-09-02  """, stg_repairs="""
            listing_id | applied_on | decided_on | outcome
            -----------+------------+------------+--------
            L1         | 2024-08-20 | 2024-09-01 | granted
            L2         | 2024-08-20 | 2024-09-01 | granted
            L3         | 2026-08-20 | 2026-09-01 | granted  """),
        """ quarter | n_repaired | n_again
            --------+------------+--------
            2025Q3  | 2          | 1    """,
    )  # fmt: skip


def test_an_entity_on_two_lists_is_one_of_those_on_the_register(mart):
    found = mart("agg_listed_share_quarter", as_of="2026-07-10", stg_entities="""
        entity_id | registered_on | deregistered_on
        ----------+---------------+----------------
        E1        | 2020-01-01    |
        E2        | 2020-01-01    | 2026-05-01
        E3        | 2020-01-01    |
        E4        | 2026-04-02    |   """, stg_listings="""
        entity_id | list           | listed_on  | exited_on
        ----------+----------------+------------+-----------
        E1        | joint_sanction | 2026-01-10 |
        E1        | joint_sanction | 2026-02-10 |
        E2        | joint_sanction | 2026-02-10 |
        E3        | focus          | 2026-02-10 |
        E9        | joint_sanction | 2026-02-10 |
        E3        | joint_sanction | 2026-02-10 | 2026-03-31  """)  # fmt: skip
    shows(found, "quarter | n_listed | n_registered\n--+-+-\n2026Q1 | 2 | 3\n2026Q2 | 1 | 3")
