-- One row per quarter: rank interval and tier of the chosen region for one indicator.
-- key: quarter
select
    quarter, excluded, rank, n_tied, n_ranked, rank_low, rank_high, tier, n_excluded, previous_quarter, previous_excluded, like_low, like_high,
    previous_low, previous_high
from stat_rank
where root_code = $root and level = $level and indicator = $indicator and region_code = $region
