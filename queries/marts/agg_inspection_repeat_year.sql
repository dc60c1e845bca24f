-- One row per quarter and region of every level, for the catalogue: entities several departments visited within 30 days.
-- key: quarter, region_code
select quarter, region_code, '*' as department_code, n_visited, n_repeated from agg_inspection_repeat
