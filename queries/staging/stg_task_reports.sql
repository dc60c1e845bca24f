-- One row per report on one plan task by one department, as last sent.
-- key: plan, task, department_code, reported_on
select
    t.plan,
    t.task,
    t.department_code,
    t.reported_on,
    t.state,
    t.percent,
    t.evidence,
    t._submission_id,
    t._row,
    hash(t.plan, t.task, t.department_code, t.reported_on) >> 20 as _key
from raw_task_reports as t
where not exists (
    select 1 from again_task_reports as v where v._position = t._position and v._row = t._row and v.is_set_aside
)
