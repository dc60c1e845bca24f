-- One row per region of a level and quarter: rank interval and tier for one indicator.
-- key: region_code, quarter
select
    region_code, quarter, excluded, rank, n_tied, n_ranked, rank_low, rank_high, tier, n_excluded, previous_quarter, previous_excluded, like_low,
    like_high, previous_low, previous_high
from stat_rank
where root_code = $root and level = $level and indicator = $indicator
