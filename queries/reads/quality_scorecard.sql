-- One row per quarter of receipt, department and dimension of the scorecard, each for the year up to that quarter.
-- key: quarter, department_code, dimension
select quarter, department_code, dimension, position, n_ok, n_required, rate, points, blank
from stat_scorecard
order by quarter, department_code, position
