-- One row per quarter and kind of talk in the region and all below it, of the chosen department or all.
-- key: quarter, kind
select * exclude (region_code, department_code)
from agg_interview
where region_code = $region and department_code = $department
order by quarter, kind
