-- One row per plan task that is late by the quarter's end, with the departments that are.
-- key: task
select
    t.task, t.position, t.title_zh, t.title_en, t.deadline_wording, t.deadline_strict, t.deadline_lenient, t.clause,
    count(*) as n_late, list(a.department_code order by o.position nulls last, a.department_code) as departments
from agg_task as a
inner join ref_task as t on t.plan = a.plan and t.task = a.task
left join ref_task_department as o on o.plan = a.plan and o.task = a.task and o.department_code = a.department_code
where
    a.plan = $plan and a.quarter = $quarter and a.is_late and not a.is_done
    and ($department = '*' or a.department_code = $department)
group by all
order by t.deadline_lenient nulls last, t.position
