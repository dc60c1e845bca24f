-- One row per region with a figure of one indicator in the quarter, of the chosen department or all.
-- key: region_code
select region_code, value, low, high, numerator, denominator
from agg_rollup
where indicator = $indicator and period_kind = 'quarter' and period = $quarter and department_code = $department
