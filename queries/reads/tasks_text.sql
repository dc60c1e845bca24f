-- One row: the clause of one task as it stands in the plan.
-- key: task
select task, text_zh, clause, quote, mechanisms
from ref_task
where plan = $plan and task = $task
