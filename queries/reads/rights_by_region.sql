-- One row per region and defect of the quarter, of the chosen department or all.
-- key: region_code, defect
select region_code, defect, n, n_of, n_standing, low, high
from stat_rights_defect
where quarter = $quarter and department_code = $department and part = '*'
