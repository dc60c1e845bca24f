-- One row per leg, act, region and department ('*': all) of the quarter, in the order of departments.
-- key: department_code, region_code, leg, act
select *
from stat_timeliness
where plan = $plan and quarter = $quarter
