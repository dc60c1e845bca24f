-- One row per leg beside publication (report, collate, commitment), act, month it began, region and department.
-- key: leg, act, month, region_code, department_code
select
    leg, act, month, region_code, department_code,
    cast(sum(n_acts) as bigint) as n_begun,
    cast(sum(case when second <> 'open' then n_acts else 0 end) as bigint) as n_done,
    cast(sum(case when state in ('in_time', 'last_day', 'late_done', 'late_open') then n_acts else 0 end) as bigint) as n_due,
    cast(sum(case when state in ('in_time', 'last_day') then n_acts else 0 end) as bigint) as n_in_time
from agg_act_state
where plan = '*' and leg <> 'publication'
group by leg, act, month, region_code, department_code
