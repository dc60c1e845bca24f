-- One row per leg and act begun in the chosen quarter, of the chosen region and department (or all).
-- key: leg, act
select *
from stat_timeliness
where plan = $plan and quarter = $quarter and region_code = $region and department_code = $department
