-- One row per department and dimension of the scorecard, for the year up to one quarter of receipt.
-- key: department_code, dimension
select department_code, dimension, position, n_ok, n_required, rate, points, blank
from stat_scorecard
where quarter = $window and ($department = '*' or department_code = $department)
order by department_code, position
