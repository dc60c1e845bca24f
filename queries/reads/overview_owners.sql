-- One row per indicator and department that owns a clause the indicator counts.
-- key: indicator, department_code
select distinct l.indicator, o.department_code
from ref_clause_indicator as l
inner join ref_task_department as o on o.plan = l.plan and o.task = l.task
where l.plan = $plan and l.link <> 'mechanism'
