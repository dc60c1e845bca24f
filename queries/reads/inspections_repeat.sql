-- One row per quarter and region: entities visited since 1 January, and those several departments visited within 30 days.
-- key: quarter, region_code
select quarter, region_code, n_visited, n_repeated, n_visits, n_mergeable
from agg_inspection_repeat
order by quarter, region_code
