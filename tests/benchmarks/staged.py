"""Rows as the warehouse holds them, for the benchmark of the marts: checked already, one Parquet file a feed.

Made by DuckDB from the hash of a row's number: the same rows every time, whatever the size.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from data.contracts import FEEDS
from data.lookups import read_regions

AS_OF = "2026-06-30"
VISITS_AN_ENTITY = 10 / 3  # of the 5 M visits, 1.5 M entities: a third of a visit in two years, as in a province
MACROS = "create macro draw(i, what, n) as cast(hash(i, what) % n as integer)"
OFFICES = """['market_regulation', 'market_regulation', 'market_regulation', 'transport', 'health', 'emergency',
    'housing_construction', 'ecology_environment', 'agriculture_rural', 'culture_tourism']"""
TIER = "case when draw({0}, 't', 100) < 65 then 'A' when draw({0}, 't', 100) < 90 then 'B' when draw({0}, 't', 100) < 98 then 'C' else 'D' end"
ROWS = {
    "entities": """
        select
            'E' || lpad(cast(i as varchar), 17, '0') as entity_id, 'enterprise' as subject_class, home(i) as region_code,
            date '2010-01-01' + draw(i, 'registered', 5000) as registered_on,
            case when draw(i, 'gone', 10) = 0 then date '2020-01-01' + draw(i, 'when', 3000) end as deregistered_on
        from range($entities) as r(i)""",
    # three in ten are graded a second time
    "grades": f"""
        select
            'E' || lpad(cast(i as varchar), 17, '0') as entity_id, 'market_risk' as scheme, {TIER.format("i + n")} as tier,
            date '2010-04-01' + draw(i, 'registered', 5000) + n * (100 + draw(i, 'again', 2900)) as valid_from
        from range($entities) as r(i), (values (0), (1)) as g(n)
        where n = 0 or draw(i, 'regraded', 10) < 3""",
    "inspections": f"""
        select
            'JC' || i as inspection_id, 'E' || lpad(cast(e as varchar), 17, '0') as entity_id,
            {OFFICES}[1 + draw(i, 'office', 10)] as department_code, home(e) as region_code,
            case when draw(i, 'joint', 20) = 0 then '消防救援' end as joint_departments,
            ['random', 'random', 'random', 'targeted', 'complaint', 'follow_up'][1 + draw(i, 'way', 6)] as selection,
            ['on_site', 'on_site', 'on_site', 'remote'][1 + draw(i, 'mode', 4)] as mode,
            date '2020-01-01' + draw(i, 'day', 2370) as inspected_on,
            ['clean', 'clean', 'clean', 'clean', 'clean', 'rectify'][1 + draw(i, 'result', 6)] as result
        from (select i, draw(i, 'entity', $entities) as e from range($visits) as r(i))""",
    "inspection_plans": f"""
        select
            department_code, region_code, cast(year as varchar) as year, 'market_risk' as scheme, b.tier, b.ratio_low, b.ratio_high, b.yearly_cap
        from (select distinct unnest({OFFICES}) as department_code), city, range(2020, 2027) as y(year),
            (values ('A', 0, .05, 1), ('B', .05, .2, 2), ('C', .2, .6, 3), ('D', .6, 1, null)) as b(tier, ratio_low, ratio_high, yearly_cap)""",
    "draws": f"""
        select
            'R' || office || year || month || region_code as draw_id, office as department_code, region_code,
            make_date(cast(year as integer), month, 5) as drawn_on, b.tier, b.n_frame, cast(b.n_frame * b.share as integer) as n_drawn
        from (select distinct unnest({OFFICES}) as office), county, range(2020, 2027) as y(year), (values (1), (4)) as m(month),
            (values ('A', 3000, .02), ('B', 1200, .1), ('C', 350, .3), ('D', 70, .7)) as b(tier, n_frame, share)""",
    "decisions": f"""
        select
            'D' || i as decision_id, ['licence', 'licence', 'licence', 'penalty'][1 + draw(i, 'act', 4)] as act,
            {OFFICES}[1 + draw(i, 'office', 10)] as department_code, home(i) as region_code, decided_on,
            case when draw(i, 'never', 50) > 0 then least(decided_on + 1 + draw(i, 'delay', 13), date '{AS_OF}') end as published_on
        from (select i, date '2020-01-01' + draw(i, 'day', 2370) as decided_on from range($decisions) as r(i))""",
}  # fmt: skip
OF_PART = {
    "visits": ("entities", "grades", "inspections", "inspection_plans", "draws"),
    "publication": ("decisions",),
}


def write_staged(folder: Path, part: str, n: int) -> None:
    """One Parquet file for each feed of the part, `n` visits or decisions, in the columns a submission is staged in."""
    folder.mkdir(parents=True)
    regions = read_regions().filter(pl.col("valid_to").is_null() & pl.col("region_code").str.starts_with("36"))
    with duckdb.connect() as con:
        con.execute("set preserve_insertion_order = false")
        con.execute(MACROS)
        for level in ("county", "city"):
            con.register(level, regions.filter(pl.col("level") == level).select("region_code").sort("region_code"))
        con.execute("set variable homes = (select list(region_code) from county)")
        con.execute("create macro home(i) as getvariable('homes')[1 + draw(i, 'home', len(getvariable('homes')))]")
        sizes = {"visits": n, "entities": round(n / VISITS_AN_ENTITY), "decisions": n}
        for feed in OF_PART[part]:
            rows = ROWS[feed]
            con.register("blank", pl.DataFrame(schema=FEEDS[feed].staged).to_arrow())
            con.execute(
                f"copy (select * from blank union all by name select *, 0 as _row from ({rows})) "
                f"to '{folder / feed}.parquet' (format parquet, compression zstd)",
                {k: v for k, v in sizes.items() if f"${k}" in rows},
            )
            con.unregister("blank")
