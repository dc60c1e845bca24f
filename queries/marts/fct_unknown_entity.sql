-- One row per feed, file sent, department and region: rows about an entity the register does not hold.
-- key: feed, _submission_id, department_code, region_code
-- by: _submission_id
-- The register holds whoever was ever sent, also where two departments claim the code and no version counts.
with named as (
    select 'decisions' as feed, _submission_id, department_code, region_code, entity_id
    from raw_decisions
    where entity_id is not null
    union all
    select 'inspections', _submission_id, department_code, region_code, entity_id from raw_inspections
    union all
    select 'commitments', _submission_id, department_code, region_code, entity_id from raw_commitments
    union all
    select 'listings', _submission_id, department_code, region_code, entity_id from raw_listings
    union all
    select 'interviews', _submission_id, department_code, region_code, entity_id from raw_interviews
    union all
    select 'archives', _submission_id, department_code, cast(null as varchar), entity_id from raw_archives
    union all
    select 'grades', _submission_id, _department, cast(null as varchar), entity_id from raw_grades
)
select n.feed, n._submission_id, n.department_code, n.region_code, count(*) as n_rows
from named as n
where not exists (select 1 from stg_entities as e where e.entity_id = n.entity_id)
    and not exists (select 1 from again_entities as v where v.row_key = n.entity_id)
group by n.feed, n._submission_id, n.department_code, n.region_code
