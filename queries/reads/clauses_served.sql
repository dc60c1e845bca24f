-- One row per clause of the chosen plan that an indicator of these mechanisms (codes parted by commas) serves, in the order of
-- the plan.
-- key: clause_key
with
linked as (
    select clause_key, min(task) as task, min(quote) as quote, string_agg(distinct indicator, ',' order by indicator) as indicators
    from ref_clause_indicator
    where plan = $plan and link <> 'mechanism' and list_contains(string_split($mechanisms, ','), substr(indicator, 1, 3))
    group by clause_key
),
entry as (
    select
        c.clause_key, c.kind, c.is_demo, c.clause, c.title_zh, c.title_en, c.quote, c.position, c.task,
        row_number() over (partition by c.clause_key order by c.kind <> 'task', c.commitment) as nth
    from ref_commitment as c
    inner join linked as l on l.clause_key = c.clause_key
    where c.plan = $plan
)
select e.clause, l.clause_key, coalesce(l.task, e.task) as task, e.title_zh, e.title_en, coalesce(l.quote, e.quote) as quote, l.indicators, e.is_demo
from linked as l
inner join entry as e on e.clause_key = l.clause_key and e.nth = 1
order by e.is_demo, e.position nulls last, l.clause_key
