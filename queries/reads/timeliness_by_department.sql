-- One row per department that began one leg and act in the chosen quarter in the chosen region.
-- key: department_code
select *
from stat_timeliness
where plan = $plan and quarter = $quarter and region_code = $region and leg = $leg and act = $act and department_code <> '*'
