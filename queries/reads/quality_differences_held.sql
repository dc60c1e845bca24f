-- One row per quarter and department: returned figures held against counted ones, and those that stand apart.
-- key: quarter, department_code
select quarter, department_code, count(*) as n, count(*) filter (where is_apart) as n_apart
from agg_return_difference
group by quarter, department_code
