-- One row per department that owns a task of the plan or has a figure in it.
-- key: department_code
with wanted as (
    select department_code from ref_task_department where plan = $plan
    union
    select department_code from stat_judgement where plan = $plan and family = 'department'
)
select d.department_code, d.name_zh, d.name_en, d.kind
from ref_department as d
inner join wanted as w on w.department_code = d.department_code
order by d.department_code
