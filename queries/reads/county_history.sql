-- One row per region and quarter of the plan: its figure for one indicator.
-- key: region_code, quarter
select region_code, quarter, period_end, numerator, denominator, value, word, blank
from stat_judgement
where plan = $plan and department_code = '*' and indicator = $indicator
order by region_code, quarter
