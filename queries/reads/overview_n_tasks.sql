-- One row: how many tasks the plan has.
-- key: n_tasks
select count(*) as n_tasks
from ref_task
where plan = $plan
