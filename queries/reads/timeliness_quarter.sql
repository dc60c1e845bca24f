-- One row per region, leg and act begun in the chosen quarter, of the chosen department (or all).
-- key: region_code, leg, act
select *
from stat_timeliness
where plan = $plan and quarter = $quarter and department_code = $department
