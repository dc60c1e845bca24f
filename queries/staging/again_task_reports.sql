-- One row per row sent whose key stands more than once in its feed: all versions, and which of them do not count.
-- key: _position, _row
with repeated as (
    -- few keys come twice; they are looked for by hash, and what shares no more than that is left out below
    select hash(plan, task, department_code, reported_on) as key_hash
    from raw_task_reports
    group by hash(plan, task, department_code, reported_on)
    having count(*) > 1
),
versions as (
    select
        t.plan || '|' || t.task || '|' || t.department_code || '|' || cast(t.reported_on as varchar) as row_key,
        t._submission_id,
        t._position,
        t._row,
        count(*) over (partition by t.plan, t.task, t.department_code, t.reported_on) as n_versions,
        row_number() over (
            partition by t.plan, t.task, t.department_code, t.reported_on
            order by t._position desc, t._row desc
        ) as nth
    from raw_task_reports as t
    join repeated as k on k.key_hash = hash(t.plan, t.task, t.department_code, t.reported_on)
)
select
    row_key,
    _submission_id,
    _position,
    _row,
    -- replaced by a later file of the same department
    nth > 1 as is_set_aside
from versions
where n_versions > 1
