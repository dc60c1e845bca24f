-- One row per month up to the end of the chosen quarter: the rate (or count) of the chosen office.
-- key: period
select period, period_end, value, numerator, denominator
from agg_rollup
where
    period_kind = 'month' and indicator = $indicator and region_code = $region and department_code = $department
    and period_end <= $until
order by period
