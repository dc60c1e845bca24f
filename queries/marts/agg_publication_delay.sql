-- One row per act, quarter of decision, region, department and delay in working days (empty: past its limit, still not online).
-- key: act, quarter, region_code, department_code, delay_days
-- by: department_code
-- by: quarter
select
    act, quarter, region_code, department_code, cast(delay_days as integer) as delay_days, cast(sum(n_acts) as bigint) as n_acts
from agg_act_state
where plan = '*' and leg = 'publication' and (delay_days is not null or state = 'late_open')
group by act, quarter, region_code, department_code, delay_days
