"""Fill the tables of a build: lay out what was sent, count, judge, weigh, and take out small counts of persons."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import duckdb
import polars as pl

import queries
from data.contracts import FEEDS
from data.ingest.stage import StagedSource, Submission
from data.snapshot import kept
from data.snapshot.ahead import Ahead
from data.snapshot.beside import goes_on, side_by_side
from data.snapshot.early import Early
from data.snapshot.head import head_of
from data.snapshot.kept import Work
from data.snapshot.ledger import Moved
from data.snapshot.load import Catalogue, insert, load_day, load_lookups, load_submissions
from data.snapshot.mart import Sent, materialise, raw_view, told_in_passing, written
from data.snapshot.memory import IN_JUDGING, IN_JUDGING_BESIDE
from data.snapshot.more import lay_again, lay_staged
from data.snapshot.observe import observe
from data.snapshot.order import in_order
from data.snapshot.places import compare_places
from data.snapshot.repeated import by_sorting
from data.snapshot.sparing import SparingSteps
from data.snapshot.steps import More, Run, Steps
from data.snapshot.weigh import hide, judge_all, roll_up, weigh
from data.snapshot.weigh_targets import weigh_targets

ROWS_AT_ONCE = 5_000_000  # a whole build of more has memory for one stretch at a time


@dataclass(frozen=True)
class Order:
    """One snapshot to be made: its name, its day, and everything it is made of."""

    named: str
    day: date
    staged: Sequence[StagedSource]
    reference: str  # what tells everything but that and the files
    catalogue: Catalogue
    begun: float

    @property
    def rows(self) -> int:
        """Rows kept of all files."""
        return sum(s.kept for source in self.staged for s in source.submissions)


def fill(
    con: duckdb.DuckDBPyConnection, order: Order, steps: Steps, work: Work | None, early: Early | Ahead | None
) -> None:
    """Fill every table. work: the tables of a large build, where they are kept; early: who writes the finished ones meanwhile."""
    steps.make_together(con, "reference", lambda con: _refer(con, order, steps), given=order.reference)
    steps.make_together(con, "day", lambda con: _tell_day(con, order), given=f"{order.reference} {order.day}")
    steps.make_together(con, "submissions", lambda con: _receive(con, order), always=True)
    marts = {**queries.all_in("staging"), **queries.all_in("marts"), **queries.all_in("checks")}
    _count(con, order, steps, work, marts)
    has_room = goes_on(steps) or order.rows <= ROWS_AT_ONCE
    judging = partial(_judge, day=order.day, early=early, limit=IN_JUDGING_BESIDE if has_room else IN_JUDGING)
    side_by_side(con, steps, judging, weigh, at_once=has_room)
    steps.make(con, "meta", _insert("meta_lineage", queries.read("meta_lineage")))
    named = pl.DataFrame({"name": list(marts), "sql": list(marts.values())})
    steps.make_together(con, "meta_query", lambda con: insert(con, "meta_query", named), always=True)
    if work is not None:
        kept.set_persons_aside(work)
    with steps.step("disclosure") as step:  # last: what follows computes from what it left, never from what it hides
        step.rows = hide(con)
    if work is not None:
        kept.told_of_persons(work)
    if early is not None:
        early.take()
    side_by_side(con, steps, _look_ahead, compare_places, at_once=goes_on(steps))
    # counts blanks, the hidden ones among them, and no figure
    steps.make(con, "agg_blank", _insert("agg_blank", queries.read("agg_blank")))


def _count(
    con: duckdb.DuckDBPyConnection, order: Order, steps: Steps, work: Work | None, marts: dict[str, str]
) -> None:
    """From staged files to one figure an indicator, place and period, and these rolled up."""
    more = _more(marts, {feed: _lay_out(con, order, feed, work) for feed in FEEDS})
    laid, sent = told_in_passing(con, marts), Sent({feed: _staged(_files(order, feed)) for feed in FEEDS})
    rows = {name: _lay(con, steps, sent, name, laid[name], *more.get(name, (None, ()))) for name in in_order(con, laid)}
    steps.make_together(con, "meta_finding", _gather)
    cards = order.catalogue.cards
    if work is None:
        cards = [c for c in cards if c.observe and rows.get(c.observe.mart)]  # of no rows nothing is observed
    parts = {c.code: work.ledger.tokens[c.observe.mart] for c in cards if c.observe} if work else {}
    observe(con, steps, cards, parts)
    roll_up(con, steps)


def _files(order: Order, feed: str) -> list[Submission]:
    return [s for source in order.staged for s in source.submissions if s.feed == feed and s.staged]


def _staged(files: Iterable[Submission]) -> list[Path]:
    return [s.staged for s in files if s.staged]


def _lay_out(con: duckdb.DuckDBPyConnection, order: Order, feed: str, work: Work | None) -> list[str] | None:
    """What came for a feed since the last build as a view come_<feed>; returns the submissions, where no more than that has
    changed."""
    if work is None:
        return None
    files = _files(order, feed)
    sent = [f"{s.digest} {s.submission_id} {s.department_code}" for s in files]
    work.ledger.tokens[f"raw_{feed}"] = hashlib.sha256("\n".join(sent).encode()).hexdigest()
    new = work.ledger.came(feed, [s.submission_id for s in files])
    if new is not None:
        raw_view(con, feed, _staged(s for s in files if s.submission_id in new), f"come_{feed}")
        work.ledger.moved[f"raw_{feed}", "_submission_id"] = Moved(set(new), f"come_{feed}")
    return new


def _judge(
    con: duckdb.DuckDBPyConnection, steps: Steps, day: date, early: Early | Ahead | None, limit: str
) -> None:  # fmt: skip
    if isinstance(early, Ahead):
        early.take(but=kept.WITH_PERSONS)
    judge_all(con, steps, day, limit)
    if isinstance(early, Early):
        early.take()


def _look_ahead(con: duckdb.DuckDBPyConnection, steps: Steps) -> None:
    steps.make_together(con, "targets", lambda con: weigh_targets(con, steps), clears=True)


def _refer(con: duckdb.DuckDBPyConnection, order: Order, steps: Steps) -> None:
    with steps.step("reference") as step:
        con.execute("begin")  # one commit, not one a table
        step.rows = load_lookups(con, order.catalogue, [s.settings for s in order.staged])
        con.execute("commit")


def _tell_day(con: duckdb.DuckDBPyConnection, order: Order) -> None:
    con.execute("begin")
    load_day(con, order.catalogue, [s.settings for s in order.staged], order.day)
    con.execute("commit")


def _receive(con: duckdb.DuckDBPyConnection, order: Order) -> None:
    con.execute("begin")
    load_submissions(con, order.staged)
    con.execute("commit")


def _lay(
    con: duckdb.DuckDBPyConnection, steps: Steps, sent: Sent, name: str, sql: str, more: More | None,
    told_by_more: Collection[str],
) -> int:  # fmt: skip
    def run(heard: duckdb.DuckDBPyConnection) -> int:
        sent.lay(con, sql)  # unheard: of the files behind a view the step reads nothing beside it
        is_large = isinstance(steps, SparingSteps)  # else one statement is sooner done than three
        return materialise(heard, name, by_sorting(heard, sql) if is_large else sql, is_long=is_large)

    def fill(con: duckdb.DuckDBPyConnection, some: str) -> int:
        sent.lay(con, some)
        return int(con.execute(f"insert into {name} by name {some}").fetchall()[0][0])

    if more is not None:
        return steps.make_more(con, name, run, more, told_by_more)
    return steps.make_by(con, name, head_of(sql), sql, run, fill)


def _more(marts: dict[str, str], came: dict[str, list[str] | None]) -> dict[str, tuple[More, tuple[str, ...]]]:
    """How staging goes on where files of a feed have come and nothing else has changed."""
    found: dict[str, tuple[More, tuple[str, ...]]] = {}
    for feed, new in came.items():
        again, staged = f"again_{feed}", f"stg_{feed}"
        if new is not None and again in marts:
            found[again] = partial(lay_again, feed=feed, sql=marts[again], new=new), (f"raw_{feed}",)
            found[staged] = partial(lay_staged, feed=feed, sql=marts[staged], new=new), (f"raw_{feed}", again)
    return found


def _insert(table: str, sql: str) -> Run:
    return lambda con: written(con, f"insert into {table} by name {sql}")


def _gather(con: duckdb.DuckDBPyConnection) -> int:
    """Findings of every check stand together in one table."""
    each = " union all by name ".join(f"select * from {name}" for name in queries.all_in("checks"))
    return written(con, f"insert into meta_finding by name {each}")
