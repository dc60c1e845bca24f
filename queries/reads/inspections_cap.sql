-- One row: entities the chosen department (or all of them together) visited since 1 January in the chosen region, against the yearly cap.
-- key: n_visited
select n_visited, n_capped, n_over_cap, n_visits_over, most_visits
from agg_inspection_cap
where quarter = $quarter and region_code = $region and department_code = $department
