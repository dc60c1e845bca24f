-- One row per indicator and region with a figure in the quarter, of the chosen department or all.
-- key: indicator, region_code
select indicator, region_code, judged_x, judged_n, value
from stat_judgement
where plan = $plan and quarter = $quarter and department_code = $department and value is not null
