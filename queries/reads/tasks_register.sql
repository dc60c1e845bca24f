-- One row per thing the plan promises, clause by clause, with the owners of the task it stands in and how it is counted.
-- key: commitment
with
owner as (
    select
        o.task, string_agg(o.department_code, ',' order by o.position) as departments,
        string_agg(o.name_in_plan, '|' order by o.position) as owners_zh, string_agg(coalesce(d.name_en, o.name_in_plan), '|' order by o.position) as owners_en
    from ref_task_department as o
    left join ref_department as d on d.department_code = o.department_code
    where o.plan = $plan
    group by o.task
),
counted as (
    select clause_key, min(case link when 'section' then 2 else 1 end) as nearest
    from ref_clause_indicator
    where plan = $plan and link <> 'mechanism'
    group by clause_key
)
select
    c.*, o.departments, o.owners_zh, o.owners_en, t.lead, coalesce(t.is_open_list, false) as is_open_list,
    coalesce(t.has_local_governments, false) as has_local_governments, coalesce(t.is_each_department, false) as is_each_department,
    case when c.kind = 'target' or n.nearest = 1 then 'direct' when n.nearest = 2 then 'section' else 'none' end as counted
from ref_commitment as c
left join owner as o on o.task = c.task
left join ref_task as t on t.plan = c.plan and t.task = c.task
left join counted as n on n.clause_key = c.clause_key
where c.plan = $plan
order by
    c.position nulls last, c.kind <> 'task', c.clause_key,
    list_position(['target', 'deliverable', 'stage', 'limit', 'measure', 'list', 'grade'], c.kind), c.commitment
