-- One row per clause of a plan and indicator that measures it, by the strongest link there is.
-- key: plan, clause_key, indicator
-- link: target (the plan sets the target here), clause (the card names the clause), section (one of the two names the whole
-- section it stands in), mechanism (same mechanism only: related, but nobody counts the clause).
with
clauses as (
    select plan, clause_key, max(case when kind = 'task' then task end) as task
    from ref_commitment
    where clause_key is not null
    group by plan, clause_key
),
named as (
    select plan, indicator, clause, quote, 'target' as link from ref_target
    union all
    select plan, indicator, unnest(string_split(more_clauses, '|')), null, 'target' from ref_target where more_clauses is not null
    union all
    select plan, indicator, clause, null, 'clause' from ref_indicator_clause
),
pointed as (
    select n.plan, n.indicator, n.link, n.quote, d.clause_key, d.is_section, c.task
    from named as n
    inner join ref_clause as d on d.plan = n.plan and d.clause = n.clause
    left join clauses as c on c.plan = d.plan and c.clause_key = d.clause_key
),
linked as (
    select
        c.plan, c.clause_key, c.task, p.indicator,
        -- 第三章第二节 税务 is short for the heading 税务领域信用建设; 第三章第二节 alone means all its headings.
        case when p.clause_key <> c.clause_key and p.is_section then 'section' else p.link end as link,
        p.quote
    from clauses as c
    inner join pointed as p
        on
            p.plan = c.plan
            and (
                p.clause_key = c.clause_key
                or ((p.is_section or p.clause_key like '% %') and starts_with(c.clause_key, p.clause_key))
                or (c.task is not null and p.task is null and starts_with(p.clause_key, c.clause_key || ' '))
            )
    union all
    select c.plan, c.clause_key, c.task, i.indicator, 'mechanism', null
    from clauses as c
    inner join (select plan, task, unnest(string_split(mechanisms, ',')) as mechanism from ref_task) as t
        on t.plan = c.plan and t.task = c.task
    inner join ref_indicator as i on i.mechanism = t.mechanism
),
ranked as (
    select
        *,
        row_number() over (
            partition by plan, clause_key, indicator
            order by case link when 'target' then 1 when 'clause' then 2 when 'section' then 3 else 4 end, quote nulls last
        ) as nth
    from linked
)
select plan, clause_key, task, indicator, link, quote
from ranked
where nth = 1
