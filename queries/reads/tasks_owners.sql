-- One row per task and department the plan names for it.
-- key: task, department_code, position
select task, department_code, role, name_in_plan, position
from ref_task_department
where plan = $plan
