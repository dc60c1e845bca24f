"""Blanks are counted as the judgements have them, kind by kind."""

import duckdb

import queries


def test_units_and_blanks_by_kind():
    with duckdb.connect() as con:
        con.execute(queries.tables())
        for region, value, blank in [
            ("a", 0.9, None),
            ("b", None, "not_returned"),
            ("c", None, "suppressed"),
            ("d", None, "refused"),
        ]:
            con.execute(
                "insert into stat_judgement (plan, quarter, indicator, department_code, family, region_code, value, blank) "
                "values ('p', '2026Q3', 'i', '*', 'region', ?, ?, ?)",
                [region, value, blank],
            )
        got = con.sql(queries.read("agg_blank")).to_arrow_table().to_pylist()
    assert got == [
        {
            "plan": "p", "quarter": "2026Q3", "indicator": "i", "department_code": "*", "family": "region", "n_units": 4,
            "n_blank": 3, "n_not_returned": 1, "n_refused": 1, "n_suppressed": 1, "n_not_applicable": 0,
        }
    ]  # fmt: skip
