-- One row per tier and way of selection of the chosen region and department: visits since 1 January, and those that found something.
-- key: tier, selection
select tier, selection, n_visits, n_with_findings, low, high
from stat_hit_rate
where quarter = $quarter and region_code = $region and department_code = $department
