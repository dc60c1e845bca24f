"""Which returned numbers count, and how are they read?"""

from __future__ import annotations

from metrics.catalogue import observations_sql, read_cards
from tests.drawing import shows

CARDS = """
    indicator | unit    | origin
    ----------+---------+----------------
    R-1       | percent | return
    R-2       | count   | return
    E-1       | percent | event
    B-1       | percent | event_or_return """


def test_months_quarters_and_years_are_read_as_written(mart):
    got = mart(
        "agg_return",
        ref_indicator=CARDS,
        stg_returns="""
        indicator | period  | numerator | denominator
        ----------+---------+-----------+------------
        R-1       | 2020-02 | 1         | 4
        R-1       | 2020Q2  | 3         | 4
        R-1       | '2019'  | 4         | 4          """,
    )
    shows(
        got,
        """
        period_kind | period  | period_end | value | origin
        ------------+---------+------------+-------+-------
        month       | 2020-02 | 2020-02-29 | 0.25  | return
        quarter     | 2020Q2  | 2020-06-30 | 0.75  | return
        year        | '2019'  | 2019-12-31 | 1.0   | return """.replace("'2019' ", "'2019'"),
    )


def test_a_count_stands_in_either_column_and_a_bare_rate_stays_bare(mart):
    got = mart(
        "agg_return",
        ref_indicator=CARDS,
        stg_returns="""
        indicator | period | numerator | denominator | value
        ----------+--------+-----------+-------------+------
        R-2       | 2020Q1 | 28.0      |             |
        R-2       | 2020Q2 |           |             | 30.0
        R-1       | 2020Q1 |           |             | 0.9
        R-1       | 2020Q2 | 0.0       | 0.0         | 1.0  """,
    )
    shows(
        got,
        """
        indicator | period | numerator | denominator | value
        ----------+--------+-----------+-------------+------
        R-2       | 2020Q1 | 28.0      |             | 28.0
        R-2       | 2020Q2 | 30.0      |             | 30.0
        R-1       | 2020Q1 |           |             | 0.9
        R-1       | 2020Q2 | 0.0       | 0.0         |      """,
    )


def test_counties_that_became_one_add_up(mart):
    got = mart(
        "agg_return",
        ref_indicator=CARDS,
        raw_returns="""
        indicator | period | region_code | numerator | denominator
        ----------+--------+-------------+-----------+------------
        R-1       | 2020Q1 | 360622      | 3         | 4
        R-1       | 2020Q1 | 360603      | 1         | 4          """,
    )
    shows(
        got,
        """
        region_code | numerator | denominator | value | n_rows
        ------------+-----------+-------------+-------+-------
        360603      | 4.0       | 8.0         | 0.5   | 2     """,
    )


def test_returns_of_event_indicators_of_unknown_ones_and_of_later_days_do_not_count(mart):
    got = mart(
        "agg_return",
        as_of="2020-12-31",
        ref_indicator=CARDS,
        stg_returns="""
        indicator | period | value | reported_on
        ----------+--------+-------+------------
        R-1       | 2020Q2 | 0.9   | 2020-07-10
        E-1       | 2020Q2 | 0.9   | 2020-07-10
        X-1       | 2020Q2 | 0.9   | 2020-07-10
        R-1       | 2020Q4 | 0.9   | 2021-01-10 """,
    )
    shows(
        got,
        """
        indicator | period
        ----------+-------
        R-1       | 2020Q2 """,
    )


def test_where_a_jurisdiction_sends_events_its_returns_stand_back(mart):
    archives = """
        month   | subject_class | sector | above_scale | region_code | department_code   | n_registered | n_archived
        --------+---------------+--------+-------------+-------------+-------------------+--------------+-----------
        2020-06 | enterprise    | other  | true        | 360102      | market_regulation | 4            | 3         """
    returns = """
        indicator | period | region_code | value
        ----------+--------+-------------+------
        M11-3     | 2020Q2 | 360703      | 0.1
        M11-3     | 2020Q2 | 440703      | 0.9  """
    card = [card for card in read_cards() if card.code == "M11-3"]
    got = mart("observed", agg_archive_month=archives, stg_returns=returns, sql={"observed": observations_sql(card)})
    shows(
        got,
        """
        indicator | period  | region_code | value | origin
        ----------+---------+-------------+-------+-------
        M11-3     | 2020-06 | 360102      | 0.75  | event
        M11-3     | 2020Q2  | 440703      | 0.9   | return """,
    )


def test_every_card_can_be_observed_and_gives_the_columns_of_agg_observation(mart):
    got = mart("observed", sql={"observed": observations_sql(read_cards())})
    assert got.columns == [
        "indicator", "period_kind", "period", "period_end", "region_code", "department_code",
        "numerator", "denominator", "value", "n_rows", "origin",
    ]  # fmt: skip
