-- One row per month: the rate (or count) of the chosen office, and the cases behind it.
-- key: period
select period, period_end, value, denominator
from agg_rollup
where period_kind = 'month' and indicator = $indicator and region_code = $region and department_code = $department
order by period
