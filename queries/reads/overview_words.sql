-- One row per indicator of the plan and quarter in the chosen region and department: to lay two snapshots side by side.
-- key: indicator, quarter
select indicator, quarter, word, value
from stat_judgement
where plan = $plan and region_code = $region and department_code = $department
    and indicator in (select indicator from ref_plan_indicator where plan = $plan)
