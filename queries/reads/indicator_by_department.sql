-- One row per department with a figure in the chosen region and quarter.
-- key: department_code
select
    department_code, value, low, high, numerator, denominator, target, gap_units, word, blank
from stat_judgement
where plan = $plan and indicator = $indicator and quarter = $quarter and region_code = $region and department_code <> '*'
