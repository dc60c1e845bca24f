-- One row per leg (report, collate, commitment; five_days: publication where the limit is five working days, as Siyang sets it
-- for its departments), act, month it began, region and department.
-- key: leg, act, month, region_code, department_code
-- by: department_code
-- by: month
select
    case leg when 'publication' then 'five_days' else leg end as leg, act, month, region_code, department_code,
    cast(sum(n_acts) as bigint) as n_begun,
    cast(sum(case when second <> 'open' then n_acts else 0 end) as bigint) as n_done,
    cast(sum(case when state in ('in_time', 'last_day', 'late_done', 'late_open') then n_acts else 0 end) as bigint) as n_due,
    cast(sum(case when state in ('in_time', 'last_day') then n_acts else 0 end) as bigint) as n_in_time,
    cast(sum(case when state in ('in_time', 'last_day', 'late_done') then n_acts else 0 end) as bigint) as n_due_done
from agg_act_state
where plan = '*' and (leg <> 'publication' or (days = 5 and act in ('licence', 'penalty') and rule is not null))
group by leg, act, month, region_code, department_code
