-- One row per quarter, tier, way of selection, region of every level and department ('*': all).
-- key: quarter, tier, selection, region_code, department_code
-- by: quarter in agg_register_quarter
-- Entities visited from 1 January to the quarter's end, each once, against the tier's register of 1 January; and all visits
-- to the tier in that time. 'none' is a tier of its own: who had no grade on 1 January, visited while without one.
with register as (
    select
        r.quarter, r.year, r.number, r.tier, a.ancestor_code as region_code,
        sum(r.n_register) as n_register, sum(r.entity_years) as entity_years
    from agg_register_quarter as r
    join ref_region_ancestor as a on a.region_code = r.region_code
    group by r.quarter, r.year, r.number, r.tier, a.ancestor_code
    -- a tier nobody stood in on 1 January has visits per year all the same, once somebody stands in it
    having sum(r.n_register) > 0 or sum(r.entity_years) > 0
),
newly as (
    -- an entity lies in one region, so regions add up where departments and ways do not
    select
        v.year, v.number, v.tier, v.selection, v.department_code, a.ancestor_code as region_code,
        sum(v.n_newly) as n_newly, sum(v.n_visits) as n_visits
    from agg_inspection_newly as v
    join ref_region_ancestor as a on a.region_code = v.region_code
    group by v.year, v.number, v.tier, v.selection, v.department_code, a.ancestor_code
),
present as (
    -- a department is asked about a region's year once it has visited there at all, or said what it would do
    select distinct year, region_code, department_code from newly
    union
    select cast(p.year as integer), a.ancestor_code, p.department_code
    from stg_inspection_plans as p
    join ref_region_ancestor as a on a.region_code = p.region_code
    union
    select year, region_code, '*' from register
),
ways as (
    -- all ways and the random one are told wherever a department is present, the others only where visits were
    select p.year, p.region_code, p.department_code, w.selection
    from present as p
    cross join (values ('*'), ('random')) as w (selection)
    union
    select year, region_code, department_code, selection from newly
),
counted as (
    select
        r.quarter, r.tier, w.selection, r.region_code, w.department_code, r.n_register, r.entity_years,
        coalesce(sum(n.n_newly), 0) as n_inspected, coalesce(sum(n.n_visits), 0) as n_visits
    from register as r
    join ways as w on w.year = r.year and w.region_code = r.region_code
    left join newly as n on
        n.year = r.year
        and n.number <= r.number
        and n.tier = r.tier
        and n.selection = w.selection
        and n.region_code = r.region_code
        and n.department_code = w.department_code
    group by r.quarter, r.tier, w.selection, r.region_code, w.department_code, r.n_register, r.entity_years
)
select
    quarter, tier, selection, region_code, department_code,
    cast(n_register as bigint) as n_register,
    cast(n_inspected as bigint) as n_inspected,
    cast(n_register - n_inspected as bigint) as n_undisturbed,
    cast(n_visits as bigint) as n_visits,
    entity_years
from counted
where selection in ('*', 'random') or n_visits > 0
