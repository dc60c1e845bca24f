-- One row per quarter, tier, way of selection, region of every level and department ('*': all).
-- key: quarter, tier, selection, region_code, department_code
-- Entities visited from 1 January to the quarter's end, each once, against the tier's register of 1 January.
-- A visit counts for the tier its entity had the day before it, and only if the entity stood in that tier on 1 January:
-- so the visited are part of the register they are divided by, and a ratio cannot pass one. 'none' is a tier of its own:
-- who had no grade on 1 January, visited while without one.
with quarters as (
    select
        year(w.day) as year,
        quarter(w.day) as number,
        make_date(year(w.day), 1, 1) as year_start
    from ref_workday as w
    cross join build_settings as s
    cross join (select min(inspected_on) as first_on from fct_inspection) as f
    where w.day >= f.first_on and w.day <= s.as_of
    group by year(w.day), quarter(w.day)
),
years as (select distinct year, year_start from quarters),
registered as (
    select
        y.year, coalesce(t.tier, 'none') as tier, e.region_code, e.entity_id
    from years as y
    join stg_entities as e on
        e.registered_on <= y.year_start
        and (e.deregistered_on is null or e.deregistered_on > y.year_start)
    left join dim_tier_span as t on
        t.entity_id = e.entity_id
        and t.from_on <= y.year_start
        and y.year_start < t.until_on
),
register as (
    select r.year, r.tier, a.ancestor_code as region_code, count(*) as n_register
    from registered as r
    join ref_region_ancestor as a on a.region_code = r.region_code
    group by r.year, r.tier, a.ancestor_code
),
visits as (
    select
        year(i.inspected_on) as year, quarter(i.inspected_on) as number, r.tier, i.selection, i.department_code,
        r.region_code, r.entity_id
    from fct_inspection as i
    join registered as r on
        r.entity_id = i.entity_id
        and r.year = year(i.inspected_on)
        -- a tier sent with a visit is no grade, so who has none stays among those who have none
        and r.tier = case when r.tier = 'none' and not i.is_graded then 'none' else i.tier end
),
-- who is visited twice is one entity: by one department and way of selection, by one of the two, or by any
first_visits as (
    select year, tier, selection, department_code, region_code, entity_id, min(number) as number
    from visits
    group by year, tier, selection, department_code, region_code, entity_id
    union all
    select year, tier, selection, '*', region_code, entity_id, min(number)
    from visits
    group by year, tier, selection, region_code, entity_id
    union all
    select year, tier, '*', department_code, region_code, entity_id, min(number)
    from visits
    group by year, tier, department_code, region_code, entity_id
    union all
    select year, tier, '*', '*', region_code, entity_id, min(number)
    from visits
    group by year, tier, region_code, entity_id
),
newly as (
    -- an entity lies in one region, so regions add up where departments and ways do not
    select v.year, v.number, v.tier, v.selection, v.department_code, a.ancestor_code as region_code, count(*) as n_newly
    from first_visits as v
    join ref_region_ancestor as a on a.region_code = v.region_code
    group by v.year, v.number, v.tier, v.selection, v.department_code, a.ancestor_code
),
ways as (
    select distinct selection from first_visits
    union
    select '*'
    union
    select 'random'
),
present as (
    -- a department is asked about a region's year once it has visited there at all
    select distinct year, region_code, department_code from newly
    union
    select year, region_code, '*' from register
),
cells as (
    select q.year, q.number, r.tier, w.selection, r.region_code, p.department_code, r.n_register
    from register as r
    join present as p on p.year = r.year and p.region_code = r.region_code
    join quarters as q on q.year = r.year
    cross join ways as w
)
select
    cast(c.year as varchar) || 'Q' || cast(c.number as varchar) as quarter,
    c.tier,
    c.selection,
    c.region_code,
    c.department_code,
    c.n_register,
    cast(coalesce(sum(n.n_newly), 0) as bigint) as n_inspected,
    cast(c.n_register - coalesce(sum(n.n_newly), 0) as bigint) as n_undisturbed
from cells as c
left join newly as n on
    n.year = c.year
    and n.number <= c.number
    and n.tier = c.tier
    and n.selection = c.selection
    and n.region_code = c.region_code
    and n.department_code = c.department_code
group by c.year, c.number, c.tier, c.selection, c.region_code, c.department_code, c.n_register
