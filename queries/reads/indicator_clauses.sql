-- One row per indicator, plan and clause it serves; a plan the snapshot does not hold comes without quote.
-- Of every indicator at once: planned anew for each it took longer than all of them together take to run.
-- key: indicator, plan, clause_key
with
linked as (
    select indicator, plan, clause_key, task, link, quote
    from ref_clause_indicator
    where link <> 'mechanism'
),
entry as (
    select
        l.indicator, c.plan, c.clause_key, c.kind, c.clause, c.title_zh, c.title_en, c.quote, c.position, c.is_demo, c.task as home,
        row_number() over (
            partition by l.indicator, c.plan, c.clause_key
            order by c.kind <> 'task', coalesce(c.indicator = l.indicator, false) desc, c.commitment
        ) as nth
    from ref_commitment as c
    inner join linked as l on l.plan = c.plan and l.clause_key = c.clause_key
)
select *
from (
    select
        l.indicator, l.plan, p.short_zh, p.short_en, e.clause, l.clause_key, coalesce(l.task, e.home) as task, l.link, e.kind, e.title_zh,
        e.title_en, coalesce(l.quote, e.quote) as quote, e.position, e.is_demo
    from linked as l
    inner join entry as e on e.indicator = l.indicator and e.plan = l.plan and e.clause_key = l.clause_key and e.nth = 1
    left join ref_plan as p on p.plan = l.plan
    union all
    select c.indicator, c.plan, null, null, c.clause, c.clause, null, 'absent', null, null, null, null, null, false
    from ref_indicator_clause as c
    where c.plan not in (select plan from ref_plan)
)
order by indicator, plan, link = 'section', position nulls last, clause_key
