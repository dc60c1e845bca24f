-- One row per measure ('*': all together) owed against the listings of the view.
-- key: measure_code
select * exclude (quarter, n_quarters, list, grade, region_code, department_code)
from stat_measure
where
    quarter = $quarter and n_quarters = $window and region_code = $region and department_code = $department
    and list = $list and grade = $grade
