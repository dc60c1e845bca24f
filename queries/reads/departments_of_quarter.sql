-- One row per indicator and region with a verdict, of the chosen department (or all) over the whole jurisdiction.
-- key: region_code, indicator
select indicator, region_code, department_code, word, code, is_nameable, value, numerator, denominator
from stat_judgement
where plan = $plan and quarter = $quarter and department_code = $department and blank is distinct from 'not_applicable'
order by region_code, indicator
