-- One row per feed, file sent, department and region: rows about an entity the register does not hold.
-- key: feed, _submission_id, department_code, region_code
-- by: _submission_id
with named as (
    select 'decisions' as feed, d._submission_id, d.department_code, d.region_code
    from raw_decisions as d
    left join dim_known_entity as k on k.entity_id = d.entity_id
    where d.entity_id is not null and k.entity_id is null
    union all
    select 'inspections', i._submission_id, i.department_code, i.region_code
    from raw_inspections as i
    left join dim_known_entity as k on k.entity_id = i.entity_id
    where k.entity_id is null
    union all
    select 'commitments', n._submission_id, n.department_code, n.region_code
    from raw_commitments as n
    left join dim_known_entity as k on k.entity_id = n.entity_id
    where k.entity_id is null
    union all
    select 'listings', n._submission_id, n.department_code, n.region_code
    from raw_listings as n
    left join dim_known_entity as k on k.entity_id = n.entity_id
    where k.entity_id is null
    union all
    select 'interviews', n._submission_id, n.department_code, n.region_code
    from raw_interviews as n
    left join dim_known_entity as k on k.entity_id = n.entity_id
    where k.entity_id is null
    union all
    select 'archives', a._submission_id, a.department_code, cast(null as varchar)
    from raw_archives as a
    left join dim_known_entity as k on k.entity_id = a.entity_id
    where k.entity_id is null
    union all
    select 'grades', g._submission_id, g._department, cast(null as varchar)
    from raw_grades as g
    left join dim_known_entity as k on k.entity_id = g.entity_id
    where k.entity_id is null
)
select feed, _submission_id, department_code, region_code, count(*) as n_rows
from named
group by feed, _submission_id, department_code, region_code
