-- One row per department and indicator that lags in the chosen region and quarter, the surest first.
-- key: department_code, indicator
select
    j.department_code, j.indicator, j.region_code, i.name_zh, i.name_en, i.unit, j.numerator, j.denominator, j.value, j.low, j.high,
    j.target, j.target_on, j.comparator, j.floor, j.expected, j.gap, j.gap_units, j.reasons, j.n_lagging_of_three, j.is_nameable, j.quarter
from stat_judgement as j
inner join ref_indicator as i on i.indicator = j.indicator
where
    j.plan = $plan and j.quarter = $quarter and j.region_code = $region and j.word = 'lagging'
    and j.department_code <> '*' and ($department = '*' or j.department_code = $department)
order by j.is_nameable desc, j.n_lagging_of_three desc, j.gap, j.department_code, j.indicator
