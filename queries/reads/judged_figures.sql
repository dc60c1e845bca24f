-- One row per indicator judged in the chosen quarter, region and department: figure, target and word alone.
-- key: indicator
select indicator, numerator, denominator, value, low, high, target, comparator, word, blank, origin
from stat_judgement
where plan = $plan and region_code = $region and department_code = $department and quarter = $quarter
