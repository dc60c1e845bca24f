"""Listings, measures and what bears on them as the warehouse holds them, for the benchmark of the sanction chain."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from data.contracts import FEEDS
from data.lookups import read_regions

AS_OF = "2026-06-30"
# Of five entities on the register one is listed; of the listings about one in six is of an entity listed before or again.
MACROS = """
create macro draw(i, what, n) as cast(hash(i, what) % n as integer);
create macro waits(i, what, mean) as cast(-ln((draw(i, what, 999999) + 1) / 1000000.0) * mean as integer) + 1;
create macro known(day) as case when day <= date '2026-06-30' then day end;
"""
LISTED = """
create table listed as
select
    i, 'E' || lpad(cast(draw(i, 'who', 5 * $listings) as varchar), 17, '0') as entity_id,
    case when draw(i, 'list', 20) < 13 then 'joint_sanction' when draw(i, 'list', 20) < 18 then 'focus'
         when draw(i, 'list', 20) < 19 then 'market_ban' else 'red' end as list,
    ['general', 'general', 'general', 'general', 'general', 'general', 'serious', 'serious', 'serious', 'severe'][1 + draw(i, 'grade', 10)] as grade,
    ['court', 'court', 'tax', 'market_regulation', 'market_regulation', 'human_resources'][1 + draw(i, 'office', 6)] as department_code,
    homes[1 + draw(i, 'home', len(homes))] as region_code, listed_on,
    listed_on + 1 + draw(i, 'published', 10) as published_on, listed_on + waits(i, 'complied', 400) as complied_on,
    listed_on + 365 * (1 + 2 * draw(i, 'years', 2)) as expires_on
from (select i, date '2019-01-01' + draw(i, 'day', 2737) as listed_on from range($listings) as r(i)), county;
"""
ROWS = {
    "listings": """
        select
            'L' || i as listing_id, entity_id, list, grade, 'ground' as ground, department_code, region_code, listed_on,
            listed_on - draw(i, 'told', 10) as notified_on, known(published_on) as published_on,
            case when complied_on < expires_on then known(complied_on) end as complied_on, expires_on,
            known(case when complied_on + 120 < expires_on then complied_on + 120 else expires_on end) as exited_on,
            case when known(case when complied_on + 120 < expires_on then complied_on + 120 else expires_on end) is null then null
                 when complied_on + 120 < expires_on then 'repaired' else 'expired' end as exit_reason
        from listed""",
    "measures": """
        select
            'M' || i || '-' || n as measure_id, 'L' || i as listing_id, codes[1 + (draw(i, 'code', 5) + n) % 5] as measure_code,
            offices[1 + (draw(i, 'code', 5) + n) % 5] as department_code, region_code, listed_on + 14 as due_on,
            case when draw(i + n, 'looked', 20) > 0 then known(listed_on + 1 + draw(i + n, 'checked', 14)) end as checked_on,
            case when draw(i + n, 'looked', 20) > 1 then known(listed_on + 14 + draw(i + n, 'applied', 10)) end as applied_on,
            case when draw(i + n, 'looked', 20) > 6 then known(listed_on + 50 + draw(i + n, 'told', 50)) end as fed_back_on,
            case when draw(i + n, 'looked', 20) > 6 and listed_on + 50 + draw(i + n, 'told', 50) <= date '2026-06-30'
                then ['none', 'none', 'partly', 'complied'][1 + draw(i + n, 'effect', 4)] end as effect,
            case when draw(i + n, 'looked', 20) > 6 then cast(1000 * draw(i + n, 'amount', 100) as double) end as amount
        from listed, (values (0), (1), (2)) as m(n),
            (select ['public_resource_trading', 'fiscal_fund_application', 'tax_preference', 'share_issuance', 'government_procurement'] as codes,
                    ['public_resources', 'finance', 'tax', 'securities_regulation', 'finance'] as offices)""",
    "objections": """
        select
            'O' || i as objection_id, 'L' || i as listing_id, department_code, region_code, listed_on + 10 as raised_on,
            known(listed_on + 20 + draw(i, 'answered', 20)) as answered_on
        from listed where draw(i, 'objected', 20) = 0 and listed_on + 10 <= date '2026-06-30'""",
    "entities": "select distinct entity_id, 'enterprise' as subject_class, region_code, date '2010-01-01' as registered_on from listed",
    "inspections": """
        select 'JC' || i as inspection_id, entity_id, 'market_regulation' as department_code, region_code, 'random' as selection,
            date '2020-01-01' + draw(i, 'visited', 2370) as inspected_on, 'clean' as result
        from listed""",
    "decisions": """
        select 'D' || i as decision_id, entity_id, 'penalty' as act, 'market_regulation' as department_code, region_code,
            date '2019-01-01' + draw(i, 'decided', 2730) as decided_on
        from listed""",
}  # fmt: skip


def write_rows(folder: Path, n_listings: int) -> None:
    """One Parquet file a feed: so many listings, three measures each, one visit and one penalty a listing."""
    folder.mkdir(parents=True)
    regions = read_regions().filter(pl.col("valid_to").is_null() & pl.col("region_code").str.starts_with("36"))
    with duckdb.connect() as con:
        con.execute("set preserve_insertion_order = false")
        con.execute(MACROS)
        con.register("place", regions.filter(pl.col("level") == "county").select("region_code").to_arrow())
        con.execute("create table county as select list(region_code order by region_code) as homes from place")
        con.execute(LISTED.replace("$listings", str(n_listings)))
        for feed, sql in ROWS.items():
            blank = pl.DataFrame(schema=FEEDS[feed].staged).drop("_row")
            con.register("blank", blank.to_arrow())
            rows = f"select *, cast(row_number() over () as bigint) as _row from (select * from blank union all by name {sql})"
            con.execute(f"copy ({rows}) to '{folder / feed}.parquet' (format parquet)")
