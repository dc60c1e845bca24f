"""Where does one number come from? From the judgement down to files and row numbers, never to values.

Reads the snapshot for what was said, and the warehouse for the rows behind it. The dashboard shows the first half;
only the command line reaches the second.
"""

from __future__ import annotations

from typing import Any

import duckdb
import polars as pl

import queries
from data.errors import PackUnusable
from data.home import Home
from data.snapshot.lay_out import lay_out, staged_files
from data.snapshot.reader import Reader
from data.snapshot.some import literal
from metrics.catalogue import Card, read_cards

# The day that puts a row into a period, per feed.
DAY_OF = {
    "decisions": "decided_on", "inspections": "inspected_on", "archives": "opened_on", "entities": "registered_on",
    "grades": "valid_from", "task_reports": "reported_on", "commitments": "signed_on", "draws": "drawn_on",
    "listings": "listed_on", "measures": "due_on", "repairs": "applied_on", "objections": "raised_on",
    "interviews": "held_on", "credit_checks": "decided_on",
}  # fmt: skip
REGISTERS = {
    "entities",
    "archives",
    "grades",
    "task_reports",
    "listings",
}  # count from their day on, not only in its period


def explain(
    home: Home, code: str, *, plan: str | None = None, region: str | None = None, department: str | None = None,
    period: str | None = None, snapshot: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Everything behind one number of one indicator; what is not named is the plan's top, all departments, last quarter.

    Raises Fixable where the indicator, plan, place or period is unknown, naming what there is.
    """
    cards = {c.code: c for c in read_cards()}
    if code not in cards:
        near = [c for c in sorted(cards) if c.startswith(code.split("-")[0])] or sorted(cards)
        raise _unknown("指标", "indicator", code, near)
    reader = Reader(home)
    try:
        snapshot_id = snapshot or reader.current()
        said = _said(reader, snapshot_id, code, plan, region, department, period)
        told = {"snapshot": snapshot_id, **said, **_meaning(reader, snapshot_id, code, said)}
        told["peers"] = _peers(reader, snapshot_id, said)
        told["queries"] = _queries(reader, snapshot_id, cards[code])
        told["sources"] = _sources(home, reader, snapshot_id, cards[code], said)
        return told
    finally:
        reader.close()


def _unknown(zh: str, en: str, given: str, known: list[str]) -> PackUnusable:
    some = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
    return PackUnusable(given, (f"没有这个{zh}。", f"there is no such {en}."), (f"现有:{some}", f"There are: {some}"))


def _said(
    reader: Reader,
    snapshot_id: str,
    code: str,
    plan: str | None,
    region: str | None,
    department: str | None,
    period: str | None,
) -> dict[str, Any]:
    """The stored judgement, found by what was named."""

    def column(sql: str, *params: Any) -> list[Any]:
        return list(reader.query(snapshot_id, sql, params).column(0).to_pylist())

    plans = column("select plan from ref_plan where extends is null order by plan")
    with_it = column(
        "select distinct plan from stat_judgement where indicator = $1 and value is not null order by plan", code
    )
    plan = plan or (with_it or plans or [""])[0]
    if plan not in plans:
        raise _unknown("规划", "plan", plan, plans)
    region = region or column("select region_code from ref_plan where plan = $1", plan)[0]
    quarters = column(
        "select distinct quarter from stat_judgement where plan = $1 and indicator = $2 order by quarter desc",
        plan,
        code,
    )
    period = period or (quarters or [""])[0]
    if period not in quarters:
        raise _unknown("季度", "quarter", period, quarters)
    here = "from stat_judgement where plan = $1 and indicator = $2 and quarter = $3"
    rows = reader.query(
        snapshot_id,
        f"select * {here} and region_code = $4 and department_code = $5",
        [plan, code, period, region, department or "*"],
    ).to_pylist()
    if not rows:
        places = column(
            f"select region_code || '/' || department_code {here} order by 1",
            plan, code, period,
        )  # fmt: skip
        raise _unknown(
            "地区或部门的该指标数据", "figure for this region and department", f"{region}/{department or '*'}", places
        )
    return dict(rows[0])


def _meaning(reader: Reader, snapshot_id: str, code: str, said: dict[str, Any]) -> dict[str, Any]:
    """Definition, dated targets, clauses, and the rules of the card that hold at this place and day."""

    def rows(sql: str, *params: Any) -> list[dict[str, Any]]:
        return list(reader.query(snapshot_id, sql, params).to_pylist())

    card = rows("select * from ref_indicator where indicator = $1", code)[0]
    shown = ("unit", "direction", "series", "origin", "aggregate")
    return {
        "definition": {k: card[k] for k in card if k.endswith(("_zh", "_en")) or k in shown},
        "targets": rows(
            "select target_on, comparator, value, kind, clause, quote, from_pack from ref_target "
            "where plan = $1 and indicator = $2 order by target_on",
            said["plan"], code,
        ),
        "clauses": rows("select plan, clause from ref_indicator_clause where indicator = $1 order by plan, clause", code),
        "rules": rows(
            "select * from ref_rule where list_contains(string_split($1, ','), rule) "
            "and (region_code is null or region_code in (select ancestor_code from ref_region_ancestor where region_code = $2)) "
            "and coalesce(valid_from <= $3, true) and coalesce(valid_to >= $3, true) order by rule",
            card["rule"] or "", said["region_code"], said["period_end"],
        ),
    }  # fmt: skip


def _peers(reader: Reader, snapshot_id: str, said: dict[str, Any]) -> dict[str, Any] | None:
    """The group the unit was compared with: size, centre, dispersion, units outside before and after."""
    found = reader.query(
        snapshot_id,
        "select n_units, centre, phi, tau2, n_outside, n_outside_adjusted, state from stat_peer_group "
        "where plan = $1 and indicator = $2 and quarter = $3 and family = $4 and peer_group = $5",
        [said["plan"], said["indicator"], said["quarter"], said["family"], said["peer_group"] or ""],
    ).to_pylist()
    return dict(found[0]) if found else None


def _queries(reader: Reader, snapshot_id: str, card: Card) -> dict[str, str]:
    """SQL of the mart and of the staging it reads, as it ran."""
    names = [f"stg_{feed}" for feed in card.feeds] + ([card.observe.mart] if card.observe else ["agg_return"])
    found = reader.query(snapshot_id, "select name, sql from meta_query").to_pylist()
    stored = {r["name"]: r["sql"] for r in found}
    return {n: stored[n] for n in names if n in stored}


def _sources(home: Home, reader: Reader, snapshot_id: str, card: Card, said: dict[str, Any]) -> list[dict[str, Any]]:
    """Files and row numbers of the rows that can enter this number, found in the warehouse by place, office and time."""
    feeds = ["returns"] if said["origin"] == "return" or not card.feeds else list(card.feeds)
    wanted = {*feeds, "entities"}
    files = staged_files(home, reader, snapshot_id, wanted)
    gone = [{"feed": f["feed"], "file": f["file_name"], "rows": None} for f in files if not f["path"].is_file()]
    if gone:
        return gone
    con = duckdb.connect()
    try:
        lay_out(con, home, snapshot_id, wanted, files)
        con.execute(f"create view stg_region as {queries.read('stg_region')}")
        texts = queries.all_in("staging")
        for name in (f"{kind}_{feed}" for feed in sorted(wanted) for kind in ("again", "stg")):
            if name in texts:
                con.execute(f"create view {name} as {texts[name]}")
        found = {
            (feed, s): n for feed in feeds for s, n in con.sql(_rows_behind(con, card, feed, said)).pl().iter_rows()
        }
    finally:
        con.close()
    return [
        {
            "feed": f["feed"], "file": f["file_name"], "received_on": f["received_on"],
            "n_rows": len(found[f["feed"], f["submission_id"]]), "rows": ranges(found[f["feed"], f["submission_id"]]),
        }
        for f in files
        if (f["feed"], f["submission_id"]) in found
    ]  # fmt: skip


def _rows_behind(con: duckdb.DuckDBPyConnection, card: Card, feed: str, said: dict[str, Any]) -> str:
    """One SELECT: submission and sorted row numbers."""
    columns = set(con.sql(f"select * from stg_{feed} limit 0").columns)
    inside = f"region_code in (select region_code from ref_region_ancestor where ancestor_code = {literal(said['region_code'])})"
    if "region_code" in columns:
        conditions = [inside]
    elif "entity_id" in columns:  # a file or a grade lies where its entity does
        conditions = [f"entity_id in (select entity_id from stg_entities where {inside})"]
    else:
        conditions = []
    if said["department_code"] != "*" and "department_code" in columns:
        conditions.append(f"department_code = {literal(said['department_code'])}")
    where = card.observe.where if card.observe else {}
    conditions += [
        f"{k} in ({', '.join(map(literal, v if isinstance(v, list) else [v]))})"
        for k, v in where.items()
        if k in columns and k != "department_code" and v != "*"
    ]
    if "plan" in columns:
        conditions.append(f"plan = {literal(said['plan'])}")
    conditions += _in_period(card, feed, said["quarter"], said["period_end"])
    return (
        f"select _submission_id, list_sort(list(_row)) as numbers from stg_{feed} "
        f"where {' and '.join(conditions)} group by _submission_id"
    )


def _in_period(card: Card, feed: str, quarter: str, end: object) -> list[str]:
    year, number = quarter[:4], int(quarter[5])
    if feed == "returns":
        months = [f"{year}-{number * 3 - k:02d}" for k in (0, 1, 2)]
        labels = [quarter, *months, *([year] if number == 4 else [])]
        return [f"indicator = {literal(card.code)}", f"period in ({', '.join(map(literal, labels))})"]
    if feed == "inspection_plans":  # a band holds for its whole year
        return [f"year = {literal(year)}"]
    begin = f"{year}-01-01" if card.series == "year_to_date" else f"{year}-{number * 3 - 2:02d}-01"
    since = [] if feed in REGISTERS else [f"{DAY_OF[feed]} >= date '{begin}'"]
    return [*since, f"{DAY_OF[feed]} <= date '{end}'"]


def ranges(numbers: list[int]) -> str:
    """Row numbers as a person writes them: 2-40, 45, 50-61."""
    if not numbers:
        return ""
    s = pl.Series("n", numbers)
    runs = pl.DataFrame({"n": s}).with_columns(run=(pl.col("n").diff().fill_null(1) != 1).cum_sum())
    ends = runs.group_by("run", maintain_order=True).agg(a=pl.col("n").first(), b=pl.col("n").last())
    return ", ".join(f"{a}-{b}" if a != b else str(a) for _, a, b in ends.iter_rows())
