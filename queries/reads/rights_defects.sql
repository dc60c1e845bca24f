-- One row per quarter and defect, in the region and all below it, of the chosen department or all.
-- key: quarter, defect
select quarter, defect, n, n_of, n_new, n_standing, n_entities, days_median, days_most, n_straddling, n_left_out, low, high
from stat_rights_defect
where region_code = $region and department_code = $department and part = '*'
order by quarter, defect
