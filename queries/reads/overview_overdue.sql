-- One row per quarter, plan task that is late by its end, and department that is; the tasks due first in front, in each its departments in order.
-- key: quarter, task, department_code
select
    a.quarter, t.task, t.position, t.title_zh, t.title_en, t.deadline_wording, t.deadline_strict, t.deadline_lenient, t.clause, a.department_code
from agg_task as a
inner join ref_task as t on t.plan = a.plan and t.task = a.task
left join ref_task_department as o on o.plan = a.plan and o.task = a.task and o.department_code = a.department_code
where a.plan = $plan and a.is_late and not a.is_done
order by a.quarter, t.deadline_lenient nulls last, t.position, t.task, o.position nulls last, a.department_code
