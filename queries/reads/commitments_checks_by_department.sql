-- One row per department with credit checks in the region in the quarter, of all kinds together.
-- key: department_code
select * exclude (quarter, n_quarters, region_code, matter)
from stat_credit_check
where region_code = $region and quarter = $quarter and n_quarters = 1 and matter = '*' and department_code <> '*'
