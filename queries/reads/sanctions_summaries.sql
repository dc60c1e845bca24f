-- One row per curve of the chosen region and department: what can be said of it in words.
-- key: asked, list, grade, measure_code, cause
select * exclude (quarter, region_code, department_code)
from stat_survival_summary
where quarter = $told and region_code = $region and department_code = $department
