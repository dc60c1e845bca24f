-- One row per task, department and quarter it reported on the task in, whether the plan names it or not.
-- key: task, department_code, quarter
select task, department_code, quarter, state, percent, reported_on, evidence, is_done, is_late
from agg_task
where plan = $plan
order by task, department_code, quarter
