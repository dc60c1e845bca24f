-- One row per department with a figure in the chosen region and quarter.
-- key: code
select department_code as code, * exclude (quarter, region_code, department_code)
from agg_inspection_office
where quarter = $quarter and region_code = $region and department_code <> '*'
