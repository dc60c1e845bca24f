-- One row per department and indicator that lags in the chosen region and quarter, the surest and worst first.
-- key: department_code, indicator
select
    department_code, indicator, region_code, numerator, denominator, value, low, high, target, target_on, comparator, floor, expected, gap, gap_units,
    reasons, n_lagging_of_three, is_nameable, quarter
from stat_judgement
where
    plan = $plan and quarter = $quarter and region_code = $region and word = 'lagging'
    and department_code <> '*' and ($department = '*' or department_code = $department)
order by is_nameable desc, n_lagging_of_three desc, gap nulls last, gap_units nulls last, department_code, indicator
