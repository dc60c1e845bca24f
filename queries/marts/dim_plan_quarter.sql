-- One row per plan with tasks and quarter it is followed in, up to the as-of date.
-- key: plan, quarter
-- ends_on is the as-of date in the quarter of that date: what is late is late by then, not by a day to come.
with begun as (
    select p.plan, coalesce(p.period_from, p.issued_on) as begun_on
    from ref_plan as p
    where p.plan in (select plan from ref_task)
),
reported as (
    select plan, min(reported_on) as begun_on from stg_task_reports group by plan
),
starts as (
    -- a plan that does not say when it begins is followed from its first report, or from now
    select b.plan, least(coalesce(b.begun_on, r.begun_on, s.as_of), s.as_of) as begun_on, s.as_of
    from begun as b
    cross join build_settings as s
    left join reported as r on r.plan = b.plan
)
select
    b.plan,
    cast(year(w.day) as varchar) || 'Q' || cast(quarter(w.day) as varchar) as quarter,
    max(w.day) as ends_on
from starts as b
join ref_workday as w on
    w.day >= cast(date_trunc('quarter', b.begun_on) as date)
    and w.day <= b.as_of
group by b.plan, year(w.day), quarter(w.day)
