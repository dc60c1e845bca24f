"""Fill the lookups of a build: cards, packs, reference tables, rules, and what was sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import duckdb
import polars as pl

import queries
from data import clauses, lookups, plan, rules
from data.boundaries import boundary_frames
from data.contracts import FEEDS
from data.due import due_periods, read_due
from data.errors import PackUnusable
from data.ingest.stage import StagedSource
from data.mapping import SourceSettings
from data.region_past import region_past
from metrics.catalogue import Card, CardUnusable, clause_frame, indicator_frame, read_cards

OWN_PACKS = "plans"  # an adopter's packs travel with the source
AT_ONCE = 491_520  # rows handed to DuckDB together, four of its row groups: categories are written out on the way
AS_HELD = pl.CompatLevel.newest()  # DuckDB reads texts as polars holds them
MOST_PROBLEMS = 200  # rows of detail kept per file; the counts are always whole


@dataclass(frozen=True)
class Catalogue:
    """Everything that ships with the code or comes from an adopter, read and checked."""

    cards: list[Card]
    packs: list[plan.Pack]
    rules: pl.DataFrame
    settings: dict[str, object]

    def settings_text(self) -> str:
        """Settings in force, as stored in the snapshot."""
        return json.dumps(self.settings, ensure_ascii=False, default=str, sort_keys=True)


def load_catalogue(sources: Sequence[Path] = ()) -> Catalogue:
    """Read cards, rules, our packs and those a source brings in its `plans/`. Raises PackUnusable naming what to mend."""
    try:
        cards = read_cards()
    except CardUnusable as trouble:
        raise PackUnusable(
            "metrics/cards", (str(trouble), str(trouble)), ("请改正该卡片。", "Mend the card.")
        ) from trouble
    packs = plan.read_packs()
    for folder in (Path(s) / OWN_PACKS for s in sources):
        packs += plan.read_packs(folder=folder) if folder.is_dir() else []
    return Catalogue(cards, packs, rules.read_rules(), rules.rule_settings())


def insert(con: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> int:
    """Append a frame to a table by column name; columns the table lacks are a bug of ours and raise."""
    if frame.is_empty():
        return 0
    for part in frame.iter_slices(AT_ONCE):
        con.register("frame_to_insert", part.cast({pl.Categorical: pl.String}).to_arrow(compat_level=AS_HELD))
        con.execute(f"insert into {table} by name select * from frame_to_insert")
        con.unregister("frame_to_insert")
    return frame.height


def load_lookups(con: duckdb.DuckDBPyConnection, catalogue: Catalogue, settings: Sequence[SourceSettings]) -> int:
    """Insert every ref_ table of the plans the sources name that is the same on any day. Returns rows."""
    packs = _packs_named(catalogue, settings)
    rows = sum(insert(con, name, frame) for name, frame in plan.frames(packs).items())
    regions = _regions(settings)
    rows += insert(con, "ref_region", regions)
    ancestors = lookups.region_ancestors(regions)
    rows += insert(con, "ref_region_ancestor", ancestors)
    rows += insert(con, "ref_region_past", region_past(regions))
    roots = con.sql("select distinct region_code from ref_plan where extends is null order by region_code").pl()
    own = [s.boundaries_file for s in settings if s.boundaries_file]
    review = str(catalogue.settings.get("map_review_number", ""))
    maps = boundary_frames(regions, ancestors, roots["region_code"].to_list(), own, review)
    rows += sum(insert(con, name, frame) for name, frame in maps.items())
    rows += insert(con, "ref_department", _departments(settings))
    rows += insert(con, "ref_workday", lookups.read_workdays())
    rows += insert(con, "ref_matter", lookups.read_matters())
    rows += insert(con, "ref_evaluation_grade", lookups.read_evaluation_grades())
    rows += insert(con, "ref_severity", lookups.read_severities())
    rows += insert(con, "ref_catalogue_measure", lookups.read_catalogue_measures())
    rows += insert(con, "ref_repair_period", rules.record_periods())
    rows += insert(con, "ref_rule", catalogue.rules)
    rows += insert(con, "ref_indicator", indicator_frame(catalogue.cards))
    rows += insert(con, "ref_indicator_clause", clause_frame(catalogue.cards))
    rows += insert(con, "ref_clause", clauses.read_clauses(con.sql(queries.read("written_clauses")).pl()))
    return rows


def load_day(
    con: duckdb.DuckDBPyConnection, catalogue: Catalogue, settings: Sequence[SourceSettings], day: date
) -> int:  # fmt: skip
    """Insert what is another a day later: what has become due, and the build's own settings. Returns rows."""
    insert_settings(con, catalogue.settings, day)
    return insert(con, "ref_due", due_calendar(settings, _packs_named(catalogue, settings), day))


def due_calendar(settings: Sequence[SourceSettings], packs: Sequence[plan.Pack], day: date) -> pl.DataFrame:
    """What each source's due.toml had made due by `day`. A source of plans of one jurisdiction owes for that one."""
    of_plan = dict(plan.frames(packs)["ref_plan"].select("plan", "region_code").iter_rows())
    frames = [due_periods([], day)]
    for s in settings:
        if s.due_file is None:
            continue
        own = lookups.read_departments(s.departments_file)["department_code"].to_list() if s.departments_file else []
        places = {of_plan[p] for p in s.plans}
        place = places.pop() if len(places) == 1 else None
        frames.append(due_periods(read_due(s.due_file, own), day, source=s.name, region_code=place))
    return pl.concat(frames)


def insert_settings(con: duckdb.DuckDBPyConnection, settings: dict[str, object], day: date) -> None:
    """The one-row table the marts read their settings from."""
    con.execute(
        "create or replace table build_settings as select $1::date as as_of, $2::varchar as deadline_reading, "
        "$3::boolean as decision_day_counts, $4::integer as suppression_threshold",
        [day, settings["deadline_reading"], settings["decision_day_counts"], settings["suppression_threshold"]],
    )


def _packs_named(catalogue: Catalogue, settings: Sequence[SourceSettings]) -> list[plan.Pack]:
    """Those of the plans the sources name."""
    wanted = list(dict.fromkeys(p for s in settings for p in s.plans))
    return _packs_of(catalogue.packs, wanted, is_demo=any(s.demo for s in settings))


def _packs_of(packs: Sequence[plan.Pack], wanted: Sequence[str], *, is_demo: bool) -> list[plan.Pack]:
    known = {p.slug for p in packs}
    for slug in wanted:
        if slug not in known:
            names = "、".join(sorted(known))
            raise PackUnusable(
                "source.toml",
                (f"没有规划包 {slug!r}。", f"there is no plan pack {slug!r}."),
                (f"现有:{names}。", f"There are: {', '.join(sorted(known))}."),
            )
    # The overlay of invented targets that ships with the code is for invented data: a real source has to name it.
    own = [p for p in packs if is_demo or not (p.is_demo and p.folder.parent == plan.PLANS)]
    found = [p for p in packs if p.slug in wanted or (p.extends in wanted and p in own)]
    plan.refuse_contradictions(found)  # ours and a source's own were read apart: one would shadow the other unsaid
    return found


def _regions(settings: Sequence[SourceSettings]) -> pl.DataFrame:
    """Our regions and those the sources bring; an adopter's own line stands above ours."""
    own = [lookups.read_regions(s.regions_file) for s in settings if s.regions_file]
    return _merged([*own, lookups.read_regions()], "region_code")


def _departments(settings: Sequence[SourceSettings]) -> pl.DataFrame:
    own = [lookups.read_departments(s.departments_file) for s in settings if s.departments_file]
    return _merged([*own, lookups.read_departments()], "department_code")


def _merged(tables: Sequence[pl.DataFrame], key: str) -> pl.DataFrame:
    return pl.concat(tables, how="vertical_relaxed").unique(key, keep="first", maintain_order=True)


def load_submissions(con: duckdb.DuckDBPyConnection, staged: Sequence[StagedSource]) -> None:
    """Insert meta_submission, meta_problem(_count), and `staged_file` (path, submission) for the raw views."""
    files = [(i, s) for i, s in enumerate(s for source in staged for s in source.submissions)]
    names_of = [source.settings.name for source in staged for _ in source.submissions]
    names = ["submission_id", "feed", "department_code", "file_name", "received_on", "encoding", "size_bytes", "rows",
             "kept", "refused", "masked", "duplicates", "dropped", "error_rule", "error_zh", "error_en"]  # fmt: skip
    if files:
        rows = [{"position": i, "source": names_of[i], **{n: getattr(s, n) for n in names}} for i, s in files]
        insert(con, "meta_submission", pl.DataFrame(rows, infer_schema_length=None))
    con.execute(
        "create or replace table staged_file (path varchar, _submission_id varchar, _position integer, _department varchar)"
    )
    turns = {feed: count() for feed in FEEDS}  # a place among the files of its feed: what others send moves nobody's
    kept = [(str(s.staged), s.submission_id, next(turns[s.feed]), s.department_code) for _, s in files if s.staged]
    if kept:
        schema = {"path": pl.String, "_submission_id": pl.String, "_position": pl.Int32, "_department": pl.String}
        insert(con, "staged_file", pl.DataFrame(kept, schema=schema, orient="row"))
    for _, s in files:
        if s.problems is not None:
            _load_problems(con, s.submission_id, s.problems)


def _load_problems(con: duckdb.DuckDBPyConnection, submission_id: str, file: Path) -> None:
    problems = pl.read_parquet(file).with_columns(submission_id=pl.lit(submission_id))
    problems = problems.rename({"row": "row_number", "column": "column_name"}, strict=False)
    counts = problems.group_by("submission_id", "rule", "column_name").agg(n_rows=pl.len())
    insert(con, "meta_problem_count", counts)
    shown = ["submission_id", "row_number", "column_name", "rule", "message_zh", "message_en"]
    insert(con, "meta_problem", problems.sort("row_number").head(MOST_PROBLEMS).select(shown))


def plan_quarters(con: duckdb.DuckDBPyConnection, day: date) -> pl.DataFrame:
    """Quarters of each plan that have ended by `day`: plan, quarter, period_end, quarter_index, is_over.

    From the plan's beginning, its issue or the first figure there is, whichever is earliest; to its end, or to `day`.
    A plan that states no day and has no figure gets the quarter that ended last.
    """
    spans = con.sql(
        """select p.plan, coalesce(p.period_from, p.issued_on) as period_from, p.period_to, min(r.period_end) as first_end
        from ref_plan as p
        left join ref_region_ancestor as a on a.ancestor_code = p.region_code
        left join agg_rollup as r on r.region_code = a.region_code and r.period_kind = 'quarter'
        where p.extends is null group by all"""
    ).pl()
    rows = [
        (s["plan"], q, end, index, s["period_to"] is not None and day > s["period_to"])
        for s in spans.to_dicts()
        for q, end, index in _quarters(_begins(s, day), min(day, s["period_to"] or day))
    ]
    schema = {
        "plan": pl.String,
        "quarter": pl.String,
        "period_end": pl.Date,
        "quarter_index": pl.Int32,
        "is_over": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _begins(span: dict[str, date | None], day: date) -> date:
    this_quarter = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return min((d for d in (span["period_from"], span["first_end"]) if d), default=this_quarter - timedelta(days=1))


def _quarters(begin: date, end: date) -> list[tuple[str, date, int]]:
    first, last = begin.year * 4 + (begin.month - 1) // 3, end.year * 4 + (end.month - 1) // 3
    ends = [
        (i, date(i // 4 + (i % 4 == 3), (i % 4 * 3 + 3) % 12 + 1, 1) - timedelta(days=1))
        for i in range(first, last + 1)
    ]
    return [(f"{i // 4}Q{i % 4 + 1}", q_end, i) for i, q_end in ends if q_end <= end]
