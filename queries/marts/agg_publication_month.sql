-- One row per act, month of decision, region and department.
-- key: act, month, region_code, department_code
-- by: department_code
-- by: month
-- An act whose limit has not ended by the as-of date counts in n_decided only, and so does one without a limit.
select
    act, month, region_code, department_code,
    cast(sum(n_acts) as bigint) as n_decided,
    cast(sum(case when second <> 'open' then n_acts else 0 end) as bigint) as n_published,
    cast(sum(case when state in ('in_time', 'last_day', 'late_done', 'late_open') then n_acts else 0 end) as bigint) as n_due,
    cast(sum(case when state in ('in_time', 'last_day') then n_acts else 0 end) as bigint) as n_in_time,
    cast(sum(case when state in ('in_time', 'last_day', 'late_done') then n_acts else 0 end) as bigint) as n_due_published,
    cast(sum(case when state = 'late_open' then n_acts else 0 end) as bigint) as n_late_open,
    cast(sum(case when state = 'no_limit' then n_acts else 0 end) as bigint) as n_without_limit
from agg_act_state
where plan = '*' and leg = 'publication'
group by act, month, region_code, department_code
