-- One row per department with talks in the region in the quarter, of all kinds together.
-- key: department_code
select * exclude (quarter, n_quarters, region_code, kind)
from stat_interview
where region_code = $region and quarter = $quarter and n_quarters = 1 and kind = '*' and department_code <> '*'
