-- One row per indicator judged for the chosen region over all departments.
-- key: indicator
select * exclude (plan, origin)
from stat_judgement
where plan = $plan and quarter = $quarter and region_code = $region and department_code = '*' and blank is distinct from 'not_applicable'
order by indicator
