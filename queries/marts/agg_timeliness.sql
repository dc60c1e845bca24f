-- One row per plan, leg, act, quarter, region of every level and department ('*': all), counted by state.
-- key: plan, leg, act, quarter, region_code, department_code
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
),
placed as (
    select o.*, p.ancestor_code as place, o.department_code as keeper
    from offices as o
    join places as p on p.plan = o.plan and p.region_code = o.region_code
    union all
    select o.*, p.ancestor_code as place, '*' as keeper
    from offices as o
    join places as p on p.plan = o.plan and p.region_code = o.region_code
)
select
    plan, leg, act, quarter, place as region_code, keeper as department_code,
    min(days) as days_least, max(days) as days_most, min(force) as force_most, max(force) as force_least,
    cast(sum(n_begun) as bigint) as n_begun,
    cast(sum(n_in_time) as bigint) as n_in_time,
    cast(sum(n_late_done) as bigint) as n_late_done,
    cast(sum(n_late_open) as bigint) as n_late_open,
    cast(sum(n_in_time + n_late_done + n_late_open) as bigint) as n_due,
    cast(sum(n_inside) as bigint) as n_inside,
    cast(sum(n_without_limit) as bigint) as n_without_limit,
    cast(sum(n_without_calendar) as bigint) as n_without_calendar,
    cast(sum(n_unstated) as bigint) as n_unstated,
    cast(sum(n_open_inside) as bigint) as n_open_inside,
    cast(sum(n_done) as bigint) as n_done,
    cast(sum(n_last_day) as bigint) as n_last_day,
    cast(sum(n_negative) as bigint) as n_negative,
    cast(sum(n_own_limit) as bigint) as n_own_limit,
    cast(sum(n_provisional) as bigint) as n_provisional
from placed
group by plan, leg, act, quarter, place, keeper
