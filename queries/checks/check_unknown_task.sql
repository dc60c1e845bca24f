-- One row per department and quarter: reports on a task that none of the loaded plans holds.
-- key: department_code, quarter
-- looks up: stg_submission
select
    'unknown_task' as finding, 'task_reports' as feed, r.department_code, cast(null as varchar) as region_code,
    q.quarter, count(*) as n_rows
from stg_task_reports as r
left join ref_task as t on t.plan = r.plan and t.task = r.task
left join stg_submission as q on q.submission_id = r._submission_id
where t.task is null
group by r.department_code, q.quarter
