-- One row per thing a plan (or its overlay) promises, whatever its kind: the register of commitments.
-- key: plan, commitment
with
promised as (
    select
        plan, 'task' as kind, task as id, clause, quote, title_zh, title_en, text_zh, deadline_kind, deadline_wording,
        deadline_strict, deadline_lenient, mechanisms
    from ref_task
    union all by name
    select
        plan, kind, milestone as id, clause, quote, group_zh as part_zh, group_en as part_en, title_zh, title_en, text_zh,
        wording as deadline_wording, due_on as deadline_strict, due_on as deadline_lenient,
        case when due_on is null then 'not_stated' else 'by_date' end as deadline_kind
    from ref_milestone
    union all by name
    select
        t.plan, 'target' as kind,
        t.indicator || '.' || row_number() over (
            partition by t.plan, t.indicator
            order by t.from_pack, t.target_on, t.clause, t.region_code, t.department_code, t.comparator, t.kind
        ) as id,
        t.clause, t.quote, t.scope_zh as part_zh, t.scope_en as part_en, coalesce(p.name_in_plan, i.name_zh) as title_zh,
        i.name_en as title_en, t.target_on as deadline_strict, t.target_on as deadline_lenient,
        case when t.target_on is null then 'not_stated' else 'by_date' end as deadline_kind, t.indicator, t.comparator, t.value,
        t.kind as target_kind, i.unit, i.mechanism as mechanisms, t.from_pack, t.is_demo
    from ref_target as t
    left join ref_indicator as i on i.indicator = t.indicator
    left join ref_plan_indicator as p on p.plan = t.plan and p.indicator = t.indicator
    union all by name
    select plan, 'limit' as kind, limit_id as id, clause, quote, days, day_kind, acts, from_event, to_event from ref_limit
    union all by name
    select plan, 'grade' as kind, scheme || '.' || grade as id, clause, quote, name_zh as title_zh, name_en as title_en, scheme
    from ref_scheme
    union all by name
    select
        plan, 'measure' as kind, measure as id, clause, quote, name_zh as title_zh, name_en as title_en,
        kind as measure_kind
    from ref_measure
    union all by name
    select plan, 'list' as kind, list as id, clause, quote, name_zh as title_zh, name_en as title_en from ref_list
),
keyed as (
    select p.*, d.clause_key
    from promised as p
    left join (select plan, clause, min(clause_key) as clause_key from ref_clause group by plan, clause) as d
        on d.plan = p.plan and d.clause = p.clause
),
-- A measure, a list or a date stands in the clause of a task, or in a paragraph of it: the narrowest. A date of a whole
-- section stands in none.
homes as (
    select
        e.plan, e.clause_key, t.id as task,
        row_number() over (partition by e.plan, e.clause_key order by length(t.clause_key) desc, t.id) as nth
    from (select distinct plan, clause_key from keyed) as e
    inner join (select plan, clause_key, id from keyed where kind = 'task') as t
        on t.plan = e.plan and (t.clause_key = e.clause_key or starts_with(e.clause_key, t.clause_key || ' '))
)
select
    k.plan, k.kind || ':' || k.id as commitment, k.kind, h.task, t.position, k.clause, k.clause_key, k.quote,
    k.part_zh, k.part_en, k.title_zh, k.title_en, k.text_zh, k.deadline_kind, k.deadline_wording, k.deadline_strict,
    k.deadline_lenient, coalesce(k.mechanisms, t.mechanisms) as mechanisms, k.indicator, k.target_kind, k.comparator, k.value,
    k.unit, k.days, k.day_kind, k.acts, k.from_event, k.to_event, k.scheme, k.measure_kind, k.from_pack,
    coalesce(k.is_demo, false) as is_demo
from keyed as k
left join homes as h on h.plan = k.plan and h.clause_key = k.clause_key and h.nth = 1
left join ref_task as t on t.plan = h.plan and t.task = h.task
