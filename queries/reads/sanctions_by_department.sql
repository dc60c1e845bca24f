-- One row per measure ('*': all together) and department that applies it; grades taken together.
-- key: measure_code, department_code
select * exclude (quarter, n_quarters, list, grade, region_code)
from stat_measure
where
    quarter = $quarter and n_quarters = $window and region_code = $region and department_code <> '*'
    and list = $list and grade = '*'
