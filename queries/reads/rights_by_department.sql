-- One row per department and defect found in the quarter, in the region and all below it.
-- key: department_code, defect
select department_code, defect, n, n_of, n_standing, n_entities, days_most, low, high
from stat_rights_defect
where region_code = $region and quarter = $quarter and part = '*' and department_code <> '*' and n_of > 0
order by department_code, defect
