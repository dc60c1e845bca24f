-- One row per quarter, region and department ('*': all of them together): entities visited since 1 January, against the yearly cap.
-- key: quarter, region_code, department_code
select quarter, region_code, department_code, n_visited, n_capped, n_over_cap, n_visits_over, most_visits
from agg_inspection_cap
order by quarter, region_code, department_code
