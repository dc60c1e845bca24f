-- One row per department, region and quarter: visits sent with another tier than the register had the day before.
-- key: department_code, region_code, quarter
-- looks up: stg_submission
select
    'tier_contradicts_grade' as finding, 'inspections' as feed, i.department_code, i.region_code, q.quarter, count(*) as n_rows
from stg_inspections as i
join dim_tier_span as t on
    t.entity_id = i.entity_id
    and t.from_on < i.inspected_on
    and i.inspected_on <= t.until_on
left join stg_submission as q on q.submission_id = i._submission_id
where i.tier <> t.tier
group by i.department_code, i.region_code, q.quarter
