-- What the cells of step_rows stand for.
-- key: cell
select distinct cast(wider as integer) as cell, step, measure_code, list, grade, region_code, department_code
from dim_step_way
