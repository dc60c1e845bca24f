-- One row per plan task and department that owns it or has reported on it: what it owes by when, and when it delivered.
-- key: plan, task, department_code
with reports as (
    select t.plan, t.task, t.department_code, t.reported_on, t.state
    from stg_task_reports as t
    cross join build_settings as s
    where t.reported_on <= s.as_of
),
owners as (
    select plan, task, department_code from ref_task_department
    union
    -- 各部门: a task without a list of owners is owned by whoever reports on it
    select plan, task, department_code from reports
),
delivered as (
    select
        plan, task, department_code,
        min(case when state in ('started', 'done') then reported_on end) as started_on,
        min(case when state = 'done' then reported_on end) as done_on
    from reports
    group by plan, task, department_code
)
select
    o.plan,
    o.task,
    o.department_code,
    t.deadline_kind,
    case s.deadline_reading when 'strict' then t.deadline_strict else t.deadline_lenient end as due_on,
    -- to start by a day is another duty than to finish by it; what is only ongoing or undated owes no day
    case
        when t.deadline_kind in ('finish_by', 'window') then 'finish'
        when t.deadline_kind in ('start_by', 'start_then_ongoing') then 'start'
    end as duty,
    d.started_on,
    d.done_on,
    case
        when t.deadline_kind in ('finish_by', 'window') then d.done_on
        when t.deadline_kind in ('start_by', 'start_then_ongoing') then d.started_on
    end as met_on
from owners as o
join ref_task as t on t.plan = o.plan and t.task = o.task
cross join build_settings as s
left join delivered as d on d.plan = o.plan and d.task = o.task and d.department_code = o.department_code
