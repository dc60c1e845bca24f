-- One row per window, department, list and grade ('*' in each: all) of the chosen region and quarter.
-- key: n_quarters, department_code, list, grade
select * exclude (quarter, region_code)
from stat_listing
where quarter = $quarter and region_code = $region
