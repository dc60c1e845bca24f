-- One row per task and department that owns it or has reported on it, with what it had last reported by the chosen quarter's end.
-- key: task, department_code
with latest as (
    select task, department_code, max(quarter) as quarter
    from agg_task
    where plan = $plan and quarter <= $quarter
    group by task, department_code
),
reported as (
    select a.task, a.department_code, a.state, a.percent, a.reported_on, a.evidence, a.is_done, a.is_late
    from agg_task as a
    inner join latest as l on l.task = a.task and l.department_code = a.department_code and l.quarter = a.quarter
    where a.plan = $plan
)
select
    coalesce(o.task, r.task) as task, coalesce(o.department_code, r.department_code) as department_code, o.role, o.name_in_plan,
    d.name_zh, d.name_en, r.state, r.percent, r.reported_on, r.evidence, coalesce(r.is_done, false) as is_done,
    coalesce(r.is_late, false) as is_late
from (select * from ref_task_department where plan = $plan) as o
full join reported as r on r.task = o.task and r.department_code = o.department_code
left join ref_department as d on d.department_code = coalesce(o.department_code, r.department_code)
order by 1, o.position nulls last, 2
