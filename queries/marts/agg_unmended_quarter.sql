-- One row per quarter in which ninety days since a failed re-inspection were over, region and department: entities that had not
-- put right what they were told to, and those called to a talk by that department in the time.
-- key: quarter, region_code, department_code
-- Failed: a visit of kind follow_up, after a finding, that is not clean. Ninety days are our convention: documents set none.
with failed as (
    select distinct
        i.entity_id, i.region_code, i.department_code, i.inspected_on, cast(i.inspected_on + interval 90 day as date) as over_on
    from stg_inspections as i
    cross join build_settings as s
    where i.selection = 'follow_up' and i.result <> 'clean' and i.inspected_on + interval 90 day <= s.as_of
),
carrying as (
    -- a department that sends no talks at all says nothing of them
    select distinct r.jurisdiction_code, t.department_code
    from stg_interviews as t
    join stg_region as r on r.region_code = t.region_code
),
talked as (
    select distinct f.entity_id, f.region_code, f.department_code, f.inspected_on
    from failed as f
    join stg_interviews as t on
        t.entity_id = f.entity_id
        and t.department_code = f.department_code
        and t.held_on >= f.inspected_on
        and t.held_on <= f.over_on
)
select
    cast(year(f.over_on) as varchar) || 'Q' || cast(quarter(f.over_on) as varchar) as quarter, f.region_code, f.department_code,
    count(*) as n_unmended,
    count(t.entity_id) as n_talked
from failed as f
join stg_region as r on r.region_code = f.region_code
join carrying as c on c.jurisdiction_code = r.jurisdiction_code and c.department_code = f.department_code
left join talked as t on
    t.entity_id = f.entity_id
    and t.region_code = f.region_code
    and t.department_code = f.department_code
    and t.inspected_on = f.inspected_on
group by year(f.over_on), quarter(f.over_on), f.region_code, f.department_code
