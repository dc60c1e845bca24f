-- One row per region as sent, department, state and delay of one leg and act begun in the chosen quarter.
-- key: region_code, department_code, state, delay_days
select region_code, department_code, state, delay_days, n_acts
from agg_delay
where plan = $plan and quarter = $quarter and leg = $leg and act = $act
