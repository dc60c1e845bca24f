-- One row per region that began one leg and act in the chosen quarter.
-- key: region_code
select *
from stat_timeliness
where plan = $plan and quarter = $quarter and department_code = $department and leg = $leg and act = $act
