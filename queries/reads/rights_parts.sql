-- One row per region, department, quarter, defect and part of it (a measure, a rule, a list) in which something was found.
-- key: region_code, department_code, quarter, defect, part
select region_code, department_code, quarter, defect, part, n, n_of, n_standing, n_entities, days_median, days_most, n_straddling
from stat_rights_defect
where part <> '*'
order by region_code, quarter, department_code, defect, n desc, part
