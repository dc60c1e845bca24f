-- One row per indicator, region over all departments or department type over a jurisdiction, and year's end looked ahead to.
-- key: indicator, family, region_code, department_code, horizon_quarter
select *
from stat_outlook
order by indicator, family, region_code, horizon_quarter, department_code
