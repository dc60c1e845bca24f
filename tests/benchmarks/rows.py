"""Event rows for the build benchmark: decisions and visits as departments send them, in one file a department and year.

Made by DuckDB from the hash of a row's number: the same rows every time, whatever the size or the format.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from data.lookups import read_regions
from data.sample.codes import credit_codes

YEARS = range(2019, 2027)
AS_OF = "2026-10-10"
SENDERS = {
    "decisions": [
        "market_regulation",
        "housing_construction",
        "transport",
        "health",
        "ecology_environment",
        "emergency",
    ],
    "inspections": ["market_regulation", "emergency", "ecology_environment", "culture_tourism"],
}
DECISIONS_SHARE = 0.75
EVENTS_PER_ENTITY = 20
SMALL_FILE = """决定书文号,统一社会信用代码,行为类型,决定机关,行政区划代码,决定日期,公示日期
赣市监许〔2026〕1号,,行政许可,市场监管局,360102,2026-07-01,2026-07-03
赣市监许〔2026〕2号,,行政许可,市场监管局,360102,2026-07-02,2026-07-06
赣市监罚〔2026〕3号,,行政处罚,市场监管局,360121,2026-07-03,2026-07-20
"""

DRAW = "create macro draw(i, what, n) as cast(hash(i, what) % n as integer)"
DECISIONS = """
create table decisions as
select
    '赣许〔' || year(decided_on) || '〕' || i || '号' as "决定书文号",
    e.entity_id as "统一社会信用代码",
    case when draw(i, 'act', 4) = 0 then '行政处罚' else '行政许可' end as "行为类型",
    $senders[1 + draw(i, 'department', len($senders))] as "决定机关",
    e.region_code as "行政区划代码",
    decided_on as "决定日期",
    case when draw(i, 'never', 50) > 0 then least(decided_on + 1 + draw(i, 'delay', 13), $as_of::date) end as "公示日期"
from (select i, date '2019-01-01' + draw(i, 'day', 2835) as decided_on from range($n) as r(i)) as d
join entity as e on e.nth = draw(i, 'entity', $entities);
"""
INSPECTIONS = """
create table inspections as
select
    'J' || i as "检查编号",
    e.entity_id as "统一社会信用代码",
    $senders[1 + draw(i, 'department', len($senders))] as "检查部门",
    e.region_code as "行政区划代码",
    e.tier as "风险等级",
    ['双随机', '双随机', '专项检查', '投诉举报'][1 + draw(i, 'way', 4)] as "检查类型",
    ['现场检查', '非现场'][1 + draw(i, 'mode', 2)] as "检查方式",
    inspected_on as "检查日期",
    case when draw(i, 'result', 10) = 0 then '责令整改' else '合格' end as "检查结果",
    least(inspected_on + 1 + draw(i, 'delay', 30), $as_of::date) as "公示日期"
from (select i, date '2019-01-01' + draw(i, 'visit', 2835) as inspected_on from range($n) as r(i)) as v
join entity as e on e.nth = draw(i, 'visited', $entities);
"""
DAY = {"decisions": "决定日期", "inspections": "检查日期"}
SENDER = {"decisions": "决定机关", "inspections": "检查部门"}


def write_rows(root: Path, n_rows: int, form: str) -> int:
    """Fill a source folder with `n_rows` events and their register, as "csv" or "parquet"; returns the files' bytes."""
    root.mkdir(parents=True)
    (root / "source.toml").write_text(
        f'name = "bench"\nplans = ["jiangxi-2020"]\ndemo = true\nas_of = {AS_OF}\n', encoding="utf-8"
    )
    with duckdb.connect() as con:
        entities = _entities(n_rows // EVENTS_PER_ENTITY)
        con.register("entity", entities.to_arrow())
        con.execute(DRAW)
        decisions = round(n_rows * DECISIONS_SHARE)
        for feed, sql, n in (("decisions", DECISIONS, decisions), ("inspections", INSPECTIONS, n_rows - decisions)):
            con.execute(sql, {"senders": SENDERS[feed], "as_of": AS_OF, "n": n, "entities": entities.height})
            _send_events(con, root, feed, form)
        _send_register(con, root, form)
    return sum(f.stat().st_size for f in root.rglob("*") if f.is_file())


def _entities(n: int) -> pl.DataFrame:
    counties = read_regions().filter(
        (pl.col("level") == "county") & pl.col("region_code").str.starts_with("36") & pl.col("valid_to").is_null()
    )
    codes = counties["region_code"].sort().to_numpy().astype(str)[np.arange(n) * 7919 % counties.height]
    ids = credit_codes(np.full(n, "91"), codes, (np.arange(n) + 1) * 387_420_489 % 31**6)
    tiers = np.array(list("AABBBCCD"))[np.arange(n) * 31 % 8]
    return pl.DataFrame({"nth": np.arange(n, dtype=np.int32), "entity_id": ids, "region_code": codes, "tier": tiers})


def _send_events(con: duckdb.DuckDBPyConnection, root: Path, feed: str, form: str) -> None:
    for sender in SENDERS[feed]:
        for year in YEARS:
            rows = f'select * from {feed} where "{SENDER[feed]}" = \'{sender}\' and year("{DAY[feed]}") = {year}'
            _send(con, rows, root / feed / sender / min(f"{year + 1}-01-08", AS_OF), f"{year}.{form}")


def _send_register(con: duckdb.DuckDBPyConnection, root: Path, form: str) -> None:
    folder = "market_regulation/2019-01-08"
    _send(
        con, 'select entity_id as "统一社会信用代码", \'企业\' as "主体类别", region_code as "行政区划代码", date \'2018-06-01\' as "登记日期" from entity',
        root / "entities" / folder, f"entities.{form}",
    )  # fmt: skip
    _send(
        con, "select entity_id as \"统一社会信用代码\", 'market_risk' as \"scheme\", tier as \"信用等级\", tier as \"tier\", date '2018-12-01' as \"评价日期\" from entity",
        root / "grades" / folder, f"grades.{form}",
    )  # fmt: skip


def _send(con: duckdb.DuckDBPyConnection, rows: str, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    how = "format csv, header" if name.endswith("csv") else "format parquet, compression zstd"
    con.execute(f"copy ({rows}) to '{folder / name}' ({how})")
