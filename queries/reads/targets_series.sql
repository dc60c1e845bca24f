-- One row per quarter: figure of the chosen region over all departments, the target it was held to, the word.
-- key: quarter
select
    quarter as period, period_end, value, low, high, numerator, denominator, target, target_on, floor, expected, pace_achieved, word
from stat_judgement
where plan = $plan and indicator = $indicator and region_code = $region and department_code = '*'
order by quarter
