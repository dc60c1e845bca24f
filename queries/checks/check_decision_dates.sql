-- One row per finding, department, region and quarter: acts published before they were decided, or decided after the as-of date.
-- key: finding, department_code, region_code, quarter
-- looks up: stg_submission
-- by: department_code in stg_decisions
with odd as (
    select
        d._submission_id, d.department_code, d.region_code,
        case when d.decided_on > s.as_of then 'decided_after_as_of' else 'published_before_decided' end as finding
    from stg_decisions as d
    cross join build_settings as s
    where d.decided_on > s.as_of or d.published_on < d.decided_on
)
select o.finding, 'decisions' as feed, o.department_code, o.region_code, q.quarter, count(*) as n_rows
from odd as o
left join stg_submission as q on q.submission_id = o._submission_id
group by o.finding, o.department_code, o.region_code, q.quarter
