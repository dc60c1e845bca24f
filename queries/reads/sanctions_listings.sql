-- One row per list of the chosen grade, and per grade of the chosen list, in the view.
-- key: list, grade
select * exclude (quarter, n_quarters, region_code, department_code)
from stat_listing
where
    quarter = $quarter and n_quarters = $window and region_code = $region and department_code = $department
    and (list = $list or grade = $grade)
