-- One row per indicator and region kept out of the ranking of the quarter because its figures are incomplete.
-- key: indicator, region_code
select indicator, region_code
from stat_rank
where root_code = $root and quarter = $quarter and excluded = 'incomplete'
