-- One row per region with a figure of the chosen department (or all) in the chosen quarter.
-- key: region_code
select
    region_code, value, low, high, numerator, denominator, target, gap_units, word, blank
from stat_judgement
where plan = $plan and indicator = $indicator and quarter = $quarter and department_code = $department
