-- One row per tier ('*': all) of the draws of the chosen region and department since 1 January.
-- key: tier
select tier, n_draws, n_frame, n_drawn, share_low, share_high, expected, compared, p, q, power, state
from stat_draw
where quarter = $quarter and region_code = $region and department_code = $department
