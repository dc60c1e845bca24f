-- One row per region of a level: its rank in one indicator and quarter, all departments together.
-- key: region_code
select
    region_code, excluded, rank, n_tied, n_ranked, rank_low, rank_high, tier, benchmark, benchmark_units, previous_quarter, previous_excluded,
    change, n_like, like_rank, like_low, like_high, previous_rank, previous_low, previous_high
from stat_rank
where root_code = $root and level = $level and indicator = $indicator and quarter = $quarter
