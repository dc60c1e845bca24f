-- One row per region and quarter with a figure of the indicator.
-- key: region_code, quarter
select region_code, quarter, numerator, denominator, value, word, blank
from stat_judgement
where plan = $plan and indicator = $indicator and department_code = $department and (value is not null or blank is not null)
order by quarter, region_code
