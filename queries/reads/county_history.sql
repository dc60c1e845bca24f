-- One row per quarter of the plan: figure of the chosen region for one indicator.
-- key: quarter
select quarter, period_end, numerator, denominator, value, word, blank
from stat_judgement
where plan = $plan and region_code = $region and department_code = '*' and indicator = $indicator
order by quarter
