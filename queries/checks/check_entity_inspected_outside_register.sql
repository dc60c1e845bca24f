-- One row per finding, department, region and quarter: visits to entities already deregistered, or not yet registered.
-- key: finding, department_code, region_code, quarter
-- looks up: stg_submission
with visits as (
    select
        i._submission_id, i.department_code, i.region_code,
        case
            when i.inspected_on < e.registered_on then 'entity_inspected_before_registered'
            when i.inspected_on > e.deregistered_on then 'entity_inspected_after_leaving'
        end as finding
    from stg_inspections as i
    join stg_entities as e on e.entity_id = i.entity_id
    where i.inspected_on < e.registered_on or i.inspected_on > e.deregistered_on
)
select v.finding, 'inspections' as feed, v.department_code, v.region_code, q.quarter, count(*) as n_rows
from visits as v
left join stg_submission as q on q.submission_id = v._submission_id
group by v.finding, v.department_code, v.region_code, q.quarter
