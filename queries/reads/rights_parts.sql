-- One row per defect and part of it (a measure, a rule, a list) in which something was found in the quarter.
-- key: defect, part
select defect, part, n, n_of, n_standing, n_entities, days_median, days_most, n_straddling
from stat_rights_defect
where region_code = $region and department_code = $department and quarter = $quarter and part <> '*'
order by defect, n desc, part
