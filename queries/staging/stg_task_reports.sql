-- One row per report on one plan task by one department, as last sent.
-- key: plan, task, department_code, reported_on
with repeated as (
    -- few keys come twice: only these are worth the cost of a window
    select plan, task, department_code, reported_on
    from raw_task_reports
    group by plan, task, department_code, reported_on
    having count(*) > 1
),
versions as (
    select
        t._position,
        t._row,
        row_number() over (
            partition by t.plan, t.task, t.department_code, t.reported_on
            order by t._position desc, t._row desc
        ) as nth
    from raw_task_reports as t
    join repeated as k on
        k.plan = t.plan
        and k.task = t.task
        and k.department_code = t.department_code
        and k.reported_on = t.reported_on
),
set_aside as (
    -- replaced by a later file of the same department
    select _position, _row from versions where nth > 1
)
select
    t.plan,
    t.task,
    t.department_code,
    t.reported_on,
    t.state,
    t.percent,
    t.evidence,
    t._submission_id,
    t._row
from raw_task_reports as t
where not exists (
    select 1 from set_aside as s where s._position = t._position and s._row = t._row
)
