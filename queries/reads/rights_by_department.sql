-- One row per region, department and defect of the quarter.
-- key: region_code, department_code, defect
select region_code, department_code, defect, n, n_of, n_standing, n_entities, days_most, low, high
from stat_rights_defect
where quarter = $quarter and part = '*' and department_code <> '*' and n_of > 0
order by region_code, department_code, defect
