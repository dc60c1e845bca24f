-- One row per department whose publications of one act crowd on the last working day allowed, in the chosen quarter.
-- key: department_code, region_code
select department_code, region_code, n, n_of, observed, reference
from agg_pattern
where pattern = 'limit_day_spike' and act = $act and quarter = $quarter and ($department = '*' or department_code = $department)
order by n desc, department_code
