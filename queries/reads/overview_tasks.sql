-- One row: how many tasks and task owners, and how many of them report done, in the chosen quarter.
-- key: n_tasks
select
    (select count(*) from ref_task where plan = $plan) as n_tasks,
    count(*) as n_owners,
    count(*) filter (is_done) as n_done,
    count(*) filter (is_late and not is_done) as n_late
from agg_task
where plan = $plan and quarter = $quarter and ($department = '*' or department_code = $department)
