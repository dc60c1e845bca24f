-- One row per region with a figure of the chosen department (or all) in the chosen quarter.
-- key: code
select region_code as code, * exclude (quarter, region_code, department_code)
from agg_inspection_office
where quarter = $quarter and department_code = $department
