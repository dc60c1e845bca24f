-- One row per department of the chosen region and indicator judged.
-- key: department_code, indicator
select indicator, region_code, department_code, word, code, is_nameable, value, numerator, denominator
from stat_judgement
where plan = $plan and quarter = $quarter and region_code = $region and department_code <> '*' and blank is distinct from 'not_applicable'
order by department_code, indicator
