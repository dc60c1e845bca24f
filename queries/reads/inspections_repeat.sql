-- One row: entities of the chosen region visited since 1 January, and those several departments visited within 30 days.
-- key: n_visited
select n_visited, n_repeated, n_visits, n_mergeable
from agg_inspection_repeat
where quarter = $quarter and region_code = $region
