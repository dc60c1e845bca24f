"""Which measures want a department's answer at the end of a quarter, from the rows in the warehouse.

The counts are those of stat_measure (window of twelve quarters); only the command line reads the rows themselves.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import duckdb
import polars as pl

import queries
from data.contracts import FEEDS
from data.errors import PackUnusable, SnapshotUnusable
from data.home import Home
from data.ingest.places import department as department_named
from data.snapshot.lay_out import lay_out, staged_files
from data.snapshot.load import insert_settings
from data.snapshot.mart import materialise
from data.snapshot.memory import IN_COUNTING
from data.snapshot.order import in_order, tables_read
from data.snapshot.reader import Reader

REWARDS = "red"  # measures for the red list are no sanctions: stat_measure counts them apart
WINDOW = 12


@dataclass(frozen=True)
class Owed:
    """One department's list. `rows`: columns of the measures contract, and state, is_over, list, wanted_by, is_settled."""

    snapshot_id: str
    as_of: date
    quarter: str
    is_demo: bool
    region: Mapping[str, str]  # region_code, name_zh, name_en
    department: Mapping[str, str]  # department_code, name_zh, name_en
    codes: pl.DataFrame  # measure_code, name_zh, name_en
    rows: pl.DataFrame

    @cached_property
    def listed(self) -> pl.DataFrame:
        """What is left to answer: the rows without those fed back since the quarter ended."""
        turn = pl.col("state").replace_strict(TURNS, return_dtype=pl.Int8)
        return self.rows.filter(~pl.col("is_settled")).sort(turn, "wanted_by", "measure_id", nulls_last=True)

    @cached_property
    def counts(self) -> dict[str, int]:
        """{n_unchecked, n_unapplied, n_not_fed_back, n_ended_not_fed_back} of sanctions, as stat_measure has them."""
        sanctions = self.rows.filter(pl.col("list") != REWARDS)
        of_state = {f"n_{s}": sanctions.filter(pl.col("state") == s).height for s in list(TURNS)[:3]}
        ended = pl.col("is_over") & pl.col("state").is_in(["not_fed_back", "feedback_open"])
        return {**of_state, "n_ended_not_fed_back": sanctions.filter(ended).height}

    @property
    def n_rewards(self) -> int:
        """Rows against the red list."""
        return self.rows.filter(pl.col("list") == REWARDS).height


TURNS = {"unchecked": 0, "unapplied": 1, "not_fed_back": 2, "feedback_open": 3}  # the last: ended before its limit


def owed(
    home: Home, department: str | None, period: str | None, *, region: str | None = None, snapshot: str | None = None
) -> list[Owed]:
    """The list of one department (code or any of its names), or of every department that owes an answer (None).

    period: a quarter like 2026Q3, by default the last one told. region: whose offices, by default the jurisdiction, where
    the snapshot has one. A department named that owes nothing has an empty list. Raises Fixable where any of these is
    unknown, where there is no snapshot, or where its rows are no longer in the warehouse.
    """
    reader = Reader(home)
    try:
        snapshot_id = snapshot or reader.current()
        build = reader.query(snapshot_id, "select as_of, is_demo, settings from meta_build").to_pylist()[0]
        known = _Known(reader, snapshot_id)
        quarter = known.quarter(period)
        code = None if department is None else known.department(department)
        rows = _wanted(home, reader, snapshot_id, build, quarter)
        place = known.region(region, rows)
        rows = rows.join(known.inside(place["region_code"]), on="region_code", how="semi")
        codes = known.codes(rows)
        offices = [code] if code else rows["department_code"].unique().sort().to_list()
        return [
            Owed(
                snapshot_id, build["as_of"], quarter, bool(build["is_demo"]), place, known.names("department", office), codes,
                rows.filter(pl.col("department_code") == office),
            )
            for office in offices
        ]  # fmt: skip
    finally:
        reader.close()


def _wanted(home: Home, reader: Reader, snapshot_id: str, build: Mapping[str, Any], quarter: str) -> pl.DataFrame:
    """queries/results/feedback_rows.sql over the marts of sanctions, made anew of the staged rows."""
    texts = {**queries.all_in("staging"), **queries.all_in("marts")}
    with duckdb.connect() as con, tempfile.TemporaryDirectory() as spill:
        con.execute(f"set memory_limit = '{IN_COUNTING}'; set temp_directory = '{spill}'")
        con.execute("set autoinstall_known_extensions = false; set autoload_known_extensions = false")
        sql = queries.read("feedback_rows")
        needed, left = dict[str, str](), [n for n in tables_read(con, sql) if n in texts]
        while left:
            name = left.pop()
            needed[name] = texts[name]
            read = tables_read(con, texts[name])
            left += [n for n in read if n in texts and n not in needed and not n.startswith("ref_")]
        feeds = {f for f in FEEDS if any(f"raw_{f}" in text for text in needed.values())}
        files = staged_files(home, reader, snapshot_id, feeds)
        if gone := [f["file_name"] for f in files if not f["path"].is_file()]:
            raise SnapshotUnusable(
                snapshot_id, (f"库房里已没有 {gone[0]} 的逐条数据。", f"the rows of {gone[0]} are no longer in the warehouse."),
                ("请用原数据源重新运行 xinheng build --again。", "Run `xinheng build --again` with the same source."),
            )  # fmt: skip
        lay_out(con, home, snapshot_id, feeds, files)
        insert_settings(con, json.loads(build["settings"]), build["as_of"])
        for name in in_order(con, needed):
            materialise(con, name, needed[name])
        return con.sql(sql, params={"quarter": quarter}).pl()


@dataclass(frozen=True)
class _Known:
    """What the snapshot knows by name."""

    reader: Reader
    snapshot_id: str

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        return list(self.reader.query(self.snapshot_id, sql, values).to_pylist())

    def quarter(self, period: str | None) -> str:
        """The quarter asked for, or the last. Only quarters with a measure can be told."""
        found = [r["quarter"] for r in self.rows("select distinct quarter from stat_measure order by quarter desc")]
        if not found:
            raise SnapshotUnusable(
                self.snapshot_id, ("没有奖惩措施数据。", "there are no measures."),
                ("请把 measures 数据放进数据源,再运行 xinheng build。", "Add the feed measures to the source and run `xinheng build`."),
            )  # fmt: skip
        asked = (period or found[0]).strip().upper().replace("-", "")
        if asked not in found:
            raise unknown("季度", "quarter", period or "", found)
        return str(asked)

    def department(self, given: str) -> str:
        """The code of a department, by code or name."""
        table = self.rows(
            "select department_code, name_zh, name_en, aliases from ref_department order by department_code"
        )
        text = given.strip()
        for r in table:
            names = [r["department_code"], r["name_zh"], r["name_en"], *str(r["aliases"] or "").split(";")]
            if text.lower() in (str(n).strip().lower() for n in names if n):
                return str(r["department_code"])
        code = department_named(text)
        if code in {r["department_code"] for r in table}:
            return str(code)
        sent = self.rows("select distinct department_code from stat_measure where department_code <> '*' order by 1")
        raise unknown("部门", "department", given, [r["department_code"] for r in sent])

    def region(self, asked: str | None, rows: pl.DataFrame) -> dict[str, str]:
        """The region asked for; else the one jurisdiction of a plan that all rows lie in."""
        if asked is not None:
            if not self.rows("select 1 from ref_region where region_code = $1", asked):
                raise unknown("区划代码", "region", asked, self._roots())
            return self.names("region", asked)
        codes = rows["region_code"].unique()
        roots = [
            r for r in self._roots() if codes.is_in(self.inside(r)["region_code"].implode()).any()
        ] or self._roots()
        if len(roots) > 1:
            raise PackUnusable(
                "--region", ("数据涉及多个地区,请指明其中一个。", "the data are of several jurisdictions; name one."),
                (f"现有:{', '.join(roots)}", f"There are: {', '.join(roots)}"),
            )  # fmt: skip
        return self.names("region", roots[0])

    def _roots(self) -> list[str]:
        found = self.rows("select distinct region_code from ref_plan where extends is null order by region_code")
        return [r["region_code"] for r in found]

    def inside(self, region: str) -> pl.DataFrame:
        """Codes of the regions that lie in one."""
        table = self.reader.query(
            self.snapshot_id, "select region_code from ref_region_ancestor where ancestor_code = $1", [region]
        )
        return pl.DataFrame(pl.from_arrow(table))

    def names(self, of: str, code: str) -> dict[str, str]:
        """Code and names of a region or department; of one without a name, the code."""
        found = self.rows(f"select {of}_code, name_zh, name_en from ref_{of} where {of}_code = $1", code)
        return found[0] if found else {f"{of}_code": code, "name_zh": code, "name_en": code}

    def codes(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Measure codes of the data, the plan and the catalogue, those in use first, with what they are called."""
        called = self.reader.query(
            self.snapshot_id,
            """select measure_code, coalesce(min(plan_zh), min(item_zh)) as name_zh, coalesce(min(plan_en), min(item_en)) as name_en
            from (
                select measure as measure_code, name_zh as plan_zh, name_en as plan_en, null as item_zh, null as item_en from ref_measure
                union all
                select measure_code, null, null, item_zh, item_en from ref_catalogue_measure
            ) as c
            group by measure_code""",
        )
        used = rows.select(pl.col("measure_code").unique())
        known = pl.DataFrame(pl.from_arrow(called))
        every = known.join(used, on="measure_code", how="full", coalesce=True)
        return every.sort(
            pl.col("measure_code").is_in(used["measure_code"].implode()), "measure_code", descending=[True, False]
        )


def unknown(zh: str, en: str, given: str, known: list[str]) -> PackUnusable:
    """The sentence for a name we do not have, with some we have."""
    some = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
    return PackUnusable(given, (f"没有这个{zh}。", f"there is no such {en}."), (f"现有:{some}", f"There are: {some}"))
