"""Which indicators measure a clause, however packs and cards write it, and which clauses does nobody count?"""

from __future__ import annotations

import duckdb
import polars as pl

import queries
from data.clauses import read_clauses
from data.plan import frames, read_packs
from data.snapshot.load import insert
from metrics.catalogue import clause_frame, indicator_frame, read_cards
from tests import drawing
from tests.drawing import shows

TASKS = """
    plan | task | clause                                       | mechanisms | deadline_kind
    -----+------+----------------------------------------------+------------+--------------
    P    | t1   | (三)                                         | M01        | not_stated
    P    | t2   | (三十)                                       | M01        | not_stated
    Q    | t1   | 二(一)                                       |            | not_stated
    Q    | t2   | 二(十一)                                     |            | not_stated
    R    | t1   | 第三章第二节 税务领域信用建设                |            | not_stated
    R    | t2   | 第三章第二节 价格领域信用建设                |            | not_stated
    R    | t3   | 第三章第三节 医疗卫生、人口计划领域信用建设  |            | not_stated
    R    | t4   | 第七章第五节                                 |            | not_stated
    R    | t5   | 第六章第三节                                 |            | not_stated
    R    | t6   | 第六章第三节 加大激励力度                    |            | not_stated   """


def linked(mart, cards="", targets=""):
    drawn = {k: v for k, v in {"ref_task": TASKS, "ref_indicator_clause": cards, "ref_target": targets}.items() if v}
    got = mart("ref_clause_indicator", ref_indicator=INDICATORS, ref_clause=keyed(*drawn.values()), **drawn)
    return got.sort("plan", "task", "indicator")


def keyed(*pictures):
    """ref_clause of all the clauses drawn."""
    rows = [r for p in pictures for r in (drawing.rows(p) if isinstance(p, str) else p)]
    return read_clauses(pl.DataFrame({c: [str(r[c]) for r in rows] for c in ("plan", "clause")}).unique()).to_dicts()


INDICATORS = """
    indicator | mechanism
    ----------+----------
    A         | M09
    B         | M01      """


def test_brackets_and_full_width_signs_make_no_difference(mart):
    got = linked(
        mart,
        """
        indicator | plan | clause
        ----------+------+--------
        A         | P    | 三十
        A         | Q    | 二（一） """,
    )
    shows(
        got.filter(pl.col("link") == "clause"),
        """
        plan | task | indicator
        -----+------+----------
        P    | t2   | A
        Q    | t1   | A        """,
    )


def test_one_entry_may_name_several_clauses(mart):
    got = linked(
        mart,
        """
        indicator | plan | clause
        ----------+------+-----------------
        A         | P    | (三)、(三十)
        A         | Q    | 二(十一)、二(一) """,
    )
    shows(
        got.filter(pl.col("link") == "clause"),
        """
        plan | task | indicator
        -----+------+----------
        P    | t1   | A
        P    | t2   | A
        Q    | t1   | A
        Q    | t2   | A        """,
    )


def test_a_short_heading_is_the_clause_and_a_bare_section_is_all_of_it(mart):
    got = linked(
        mart,
        """
        indicator | plan | clause
        ----------+------+---------------------------------
        A         | R    | 第三章第二节 税务、第六章第三节
        B         | R    | 第三章第二节、第三节            """,
    )
    shows(
        got,
        """
        task | indicator | link
        -----+-----------+--------
        t1   | B         | mechanism
        t2   | B         | mechanism
        t1   | A         | clause
        t1   | B         | section
        t2   | B         | section
        t3   | B         | section
        t5   | A         | clause
        t6   | A         | section """,
    )


def test_a_paragraph_belongs_to_the_narrowest_task_around_it(mart):
    got = linked(
        mart,
        targets="""
        plan | indicator | clause                          | quote | kind  | target_on
        -----+-----------+---------------------------------+-------+-------+-----------
        R    | A         | 第七章第五节 深入推进诚信绿卡计划 | 到五  | reach | 2020-12-31
        R    | A         | 第六章第三节 加大激励力度       | 到三  | reach | 2015-12-31 """,
    )
    shows(
        got.filter(pl.col("task").is_not_null() & (pl.col("plan") == "R")),
        """
        task | indicator | link   | quote
        -----+-----------+--------+------
        t4   | A         | target | 到五
        t6   | A         | target | 到三 """,
    )


def test_the_strongest_link_stands_and_a_mechanism_alone_is_no_count(mart):
    got = linked(
        mart,
        """
        indicator | plan | clause
        ----------+------+--------
        B         | P    | (三)   """,
        targets="""
        plan | indicator | clause | quote      | kind  | target_on
        -----+-----------+--------+------------+-------+-----------
        P    | B         | 三     | 达到百分百 | reach | 2020-12-31 """,
    )
    shows(
        got,
        """
        plan | task | indicator | link      | quote
        -----+------+-----------+-----------+-----------
        P    | t1   | B         | target    | 达到百分百
        P    | t2   | B         | mechanism |           """,
    )


MEASURES = """
    plan | measure | kind           | name_zh  | clause            | quote
    -----+---------+----------------+----------+-------------------+------
    P    | watch   | administrative | 重点监管 | (三)              | 监管
    R    | card    | incentive      | 绿卡     | 第七章第五节 绿卡 | 绿卡  """
MILESTONES = """
    plan | milestone | kind  | title_zh | due_on     | wording  | clause
    -----+-----------+-------+----------+------------+----------+-------------
    R    | norms     | stage | 形成规范 | 2015-12-31 | 到2015年 | 第三章第二节 """


def test_the_register_holds_whatever_is_promised_with_the_task_it_stands_in(mart):
    got = mart("ref_commitment", ref_task=TASKS, ref_measure=MEASURES, ref_milestone=MILESTONES,
               ref_clause=keyed(TASKS, MEASURES, MILESTONES))  # fmt: skip
    shows(
        got.filter(pl.col("kind") != "task").sort("commitment"),
        """
        plan | commitment    | task | deadline_kind | deadline_lenient | title_zh
        -----+---------------+------+---------------+------------------+---------
        R    | measure:card  | t4   |               |                  | 绿卡
        P    | measure:watch | t1   |               |                  | 重点监管
        R    | stage:norms   |      | by_date       | 2015-12-31       | 形成规范 """,
    )
    assert got.height == 13


def test_every_clause_a_card_names_is_found_in_its_plan():
    """Of all five plans: no notation of a card goes astray, no commitment is left out or told twice."""
    con = duckdb.connect()
    con.execute(queries.tables())
    cards, packs = read_cards(), frames(read_packs())
    for table, frame in {
        **packs,
        "ref_indicator": indicator_frame(cards),
        "ref_indicator_clause": clause_frame(cards),
    }.items():
        insert(con, table, frame)
    insert(con, "ref_clause", read_clauses(con.sql(queries.read("written_clauses")).pl()))
    for table in ("ref_commitment", "ref_clause_indicator"):
        con.execute(f"insert into {table} by name {queries.read(table)}")
    counted = con.sql("select distinct plan, indicator from ref_clause_indicator where link <> 'mechanism'").pl()
    assert clause_frame(cards).join(counted, on=["plan", "indicator"], how="anti").is_empty()
    register = con.sql("select * from ref_commitment").pl()
    kinds = ("ref_task", "ref_milestone", "ref_target", "ref_limit", "ref_scheme", "ref_measure", "ref_list")
    assert register.height == sum(packs[k].height for k in kinds)
    assert register.select("plan", "commitment").is_unique().all() and register["clause_key"].null_count() == 0
