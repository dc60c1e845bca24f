-- One row per plan, leg, act, quarter, region of every level and department, counted by state.
-- key: plan, leg, act, quarter, region_code, department_code
-- by: department_code
-- by: quarter
with offices as (
    select
        plan, leg, act, quarter, region_code, department_code, rule, days, force,
        sum(n_acts) as n_begun,
        sum(case when state in ('in_time', 'last_day') then n_acts else 0 end) as n_in_time,
        sum(case when state = 'late_done' then n_acts else 0 end) as n_late_done,
        sum(case when state = 'late_open' then n_acts else 0 end) as n_late_open,
        sum(case when state in ('inside_done', 'inside_open') then n_acts else 0 end) as n_inside,
        sum(case when state = 'inside_open' then n_acts else 0 end) as n_open_inside,
        sum(case when state = 'no_limit' then n_acts else 0 end) as n_without_limit,
        sum(case when state = 'no_calendar' then n_acts else 0 end) as n_without_calendar,
        sum(case when state = 'unstated' then n_acts else 0 end) as n_unstated,
        sum(case when state = 'last_day' then n_acts else 0 end) as n_last_day,
        sum(case when rule is null and state <> 'no_limit' then n_acts else 0 end) as n_own_limit,
        sum(case when second <> 'open' then n_acts else 0 end) as n_done,
        sum(case when second = 'before' then n_acts else 0 end) as n_negative,
        sum(case when is_provisional then n_acts else 0 end) as n_provisional
    from agg_act_state
    where plan <> '*'
    group by plan, leg, act, quarter, region_code, department_code, rule, days, force
),
places as (
    -- each region of a plan with the regions it lies in, up to the plan's own
    select p.plan, a.region_code, a.ancestor_code
    from ref_plan as p
    join ref_region_ancestor as w on w.ancestor_code = p.region_code
    join ref_region_ancestor as a on a.ancestor_code = w.region_code
    where p.extends is null
)
select
    o.plan, o.leg, o.act, o.quarter, p.ancestor_code as region_code, o.department_code,
    min(o.days) as days_least, max(o.days) as days_most, min(o.force) as force_most, max(o.force) as force_least,
    cast(sum(o.n_begun) as bigint) as n_begun,
    cast(sum(o.n_in_time) as bigint) as n_in_time,
    cast(sum(o.n_late_done) as bigint) as n_late_done,
    cast(sum(o.n_late_open) as bigint) as n_late_open,
    cast(sum(o.n_in_time + o.n_late_done + o.n_late_open) as bigint) as n_due,
    cast(sum(o.n_inside) as bigint) as n_inside,
    cast(sum(o.n_without_limit) as bigint) as n_without_limit,
    cast(sum(o.n_without_calendar) as bigint) as n_without_calendar,
    cast(sum(o.n_unstated) as bigint) as n_unstated,
    cast(sum(o.n_open_inside) as bigint) as n_open_inside,
    cast(sum(o.n_done) as bigint) as n_done,
    cast(sum(o.n_last_day) as bigint) as n_last_day,
    cast(sum(o.n_negative) as bigint) as n_negative,
    cast(sum(o.n_own_limit) as bigint) as n_own_limit,
    cast(sum(o.n_provisional) as bigint) as n_provisional
from offices as o
join places as p on p.plan = o.plan and p.region_code = o.region_code
group by o.plan, o.leg, o.act, o.quarter, p.ancestor_code, o.department_code
