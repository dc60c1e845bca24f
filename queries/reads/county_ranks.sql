-- One row per indicator on which the chosen region has a place among all of its level in the quarter, or is kept out of the ranking.
-- key: indicator
select indicator, excluded, rank, n_ranked, rank_low, rank_high, tier, benchmark, benchmark_units, is_best, change
from stat_rank
where root_code = $root and quarter = $quarter and region_code = $region
