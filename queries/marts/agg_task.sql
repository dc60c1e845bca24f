-- One row per plan task, department and quarter: what was last reported by the quarter's end.
-- key: plan, task, department_code, quarter
-- state is empty where nothing was reported; is_late: the day has passed and the duty was not met by the quarter's end.
with ranked as (
    select
        q.quarter, r.plan, r.task, r.department_code, r.state, r.percent, r.reported_on, r.evidence,
        row_number() over (
            partition by q.quarter, r.plan, r.task, r.department_code
            order by r.reported_on desc
        ) as nth
    from stg_task_reports as r
    join dim_plan_quarter as q on q.plan = r.plan and r.reported_on <= q.ends_on
)
select
    f.plan,
    f.task,
    f.department_code,
    q.quarter,
    r.state,
    r.percent,
    r.reported_on,
    r.evidence,
    coalesce(r.state = 'done', false) as is_done,
    coalesce(f.due_on <= q.ends_on and (f.met_on is null or f.met_on > q.ends_on) and f.duty is not null, false) as is_late
from fct_task as f
join dim_plan_quarter as q on q.plan = f.plan
left join ranked as r on
    r.quarter = q.quarter
    and r.plan = f.plan
    and r.task = f.task
    and r.department_code = f.department_code
    and r.nth = 1
