-- One row per region with a figure of one indicator in the quarter, of the chosen department or all.
-- key: region_code
select region_code, value, low, high, numerator, denominator
from stat_judgement
where plan = $plan and indicator = $indicator and quarter = $quarter and department_code = $department
