-- One row per department, region and quarter: measures with an effect and no day of feedback. They count as not fed back.
-- key: department_code, region_code, quarter
-- looks up: stg_submission
select 'effect_without_feedback_day' as finding, 'measures' as feed, m.department_code, m.region_code, q.quarter, count(*) as n_rows
from stg_measures as m
left join stg_submission as q on q.submission_id = m._submission_id
where m.effect is not null and m.fed_back_on is null
group by m.department_code, m.region_code, q.quarter
