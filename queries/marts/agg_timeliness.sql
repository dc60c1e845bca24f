-- One row per plan, leg, act, quarter, region of every level and department ('*': all), counted by state.
-- key: plan, leg, act, quarter, region_code, department_code
-- by: quarter
select *
from agg_timeliness_office
union all by name
select
    plan, leg, act, quarter, region_code, '*' as department_code,
    min(days_least) as days_least, max(days_most) as days_most, min(force_most) as force_most, max(force_least) as force_least,
    cast(sum(n_begun) as bigint) as n_begun,
    cast(sum(n_in_time) as bigint) as n_in_time,
    cast(sum(n_late_done) as bigint) as n_late_done,
    cast(sum(n_late_open) as bigint) as n_late_open,
    cast(sum(n_due) as bigint) as n_due,
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
from agg_timeliness_office
group by plan, leg, act, quarter, region_code
