-- One row per plan, leg, act, quarter, region as sent, department, state and delay (empty: past its limit, still open).
-- key: plan, leg, act, quarter, region_code, department_code, state, delay_days
-- by: department_code
-- by: quarter
-- An act whose limit still runs is left out: it could only be early, and would make the latest quarter look quick.
select
    plan, leg, act, quarter, region_code, department_code, state, cast(delay_days as integer) as delay_days,
    cast(sum(n_acts) as bigint) as n_acts
from agg_act_state
where plan <> '*'
    and (state = 'late_open' or (delay_days is not null and state in ('in_time', 'last_day', 'late_done', 'no_limit')))
group by plan, leg, act, quarter, region_code, department_code, state, delay_days
