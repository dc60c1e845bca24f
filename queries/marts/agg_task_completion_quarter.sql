-- One row per quarter, region of the plan and department: its tasks that were due by then, and those met in time.
-- key: quarter, region_code, department_code
select
    q.quarter,
    p.region_code,
    f.department_code,
    count(*) filter (where f.duty = 'finish') as n_to_finish,
    count(*) filter (where f.duty = 'finish' and f.met_on <= f.due_on) as n_finished_in_time,
    count(*) filter (where f.duty = 'start') as n_to_start,
    count(*) filter (where f.duty = 'start' and f.met_on <= f.due_on) as n_started_in_time,
    count(*) as n_due,
    count(*) filter (where f.met_on <= f.due_on) as n_met_in_time
from fct_task as f
join ref_plan as p on p.plan = f.plan
join dim_plan_quarter as q on q.plan = f.plan and f.due_on <= q.ends_on
where f.duty is not null
group by q.quarter, p.region_code, f.department_code
