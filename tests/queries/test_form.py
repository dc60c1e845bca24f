"""The form of every SQL file of the build: what a row is, its key, one SELECT, codes only."""

from __future__ import annotations

import re

import duckdb
import pytest

import queries
from data.snapshot.order import in_order, tables_read

FILES = {**queries.all_in("staging"), **queries.all_in("marts"), **queries.all_in("checks")}


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_what_a_row_is_and_its_key(name):
    first, *rest = FILES[name].splitlines()
    assert first.startswith("-- One row per ")
    assert any(line.startswith("-- key: ") for line in rest[:2])


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_one_select_in_the_portable_subset(name):
    assert tables_read(duckdb.connect(), FILES[name])
    body = re.sub(r"--.*", "", FILES[name]).lower()
    assert not re.search(
        r"qualify|group by all|\bexclude\b|\bpivot|asof|list_|quantile|arg_max|::|date_diff|week\(", body
    )


@pytest.mark.parametrize("name", FILES)
def test_no_word_for_readers_stands_in_a_query(name):
    assert not re.search(r"[一-鿿]", re.sub(r"--.*", "", FILES[name]))


def test_the_key_is_unique(mart, real):
    """On a drawn source with something in every feed; every file run once, in one go."""
    feeds = {
        "raw_entities": "entity_id\n---\nE1\nE2", "raw_grades": "entity_id | tier\n---+---\nE1 | A\nE2 | D",
        "raw_archives": "entity_id\n---\nE1\nE2", "raw_returns": "period | value\n---+---\n2020Q1 | 0.5\n2020Q2 | 0.6",
        "raw_decisions": "decision_id | published_on\n---+---\nD1 | 2020-06-05\nD2 |",
        "raw_inspections": "inspection_id | entity_id\n---+---\nI1 | E1\nI2 | E2",
        "raw_task_reports": "task | state\n---+---\n01 | done\n02 | started",
        "raw_commitments": "kind\n---\nproactive\napproval", "raw_inspection_plans": "tier\n---\nA\nB",
        "raw_draws": "draw_id | tier\n---+---\nR1 | A\nR1 | B", "raw_listings": "list\n---\nred\nfocus",
        "raw_measures": "listing_id\n---\nL1\nL2", "raw_repairs": "listing_id\n---\nL1\nL2",
        "raw_objections": "listing_id\n---\nL1\nL2", "raw_interviews": "kind\n---\nreminder\nwarning",
        "raw_credit_checks": "hit\n---\ntrue\nfalse",
        "meta_submission": "submission_id | feed | received_on | rows | kept | refused\n---+---+---+---+---+---\nS1 | decisions | 2020-07-01 | 9 | 9 | 0",
    }  # fmt: skip
    mart(
        "all_files",
        sql={"all_files": f"select {' + '.join(f'(select count(*) from {name})' for name in FILES)} as n"},
        **feeds,
    )
    for name, sql in FILES.items():
        key = re.search(r"-- key: (.*)", sql)[1].split(", ")
        assert real.sql(f"select * from {name}").pl().select(key).is_unique().all(), name


def test_the_order_of_the_build_follows_from_the_sql():
    order = in_order(duckdb.connect(), FILES)
    assert order.index("stg_decisions") < order.index("ref_limit_span") < order.index("agg_act_clock")
    assert order.index("agg_act_clock") < order.index("agg_act_state") < order.index("agg_publication_month")
