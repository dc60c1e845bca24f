-- The test of one indicator over the jurisdiction's regions of one level, at the latest quarter with figures.
-- key: level
select s.quarter, s.level, s.n, s.n_islands, s.moran, s.expected, s.z, s.p, s.q, s.n_permutations, s.n_high, s.n_low, s.state
from stat_spatial as s
inner join ref_plan as p on p.region_code = s.root_code
where p.plan = $plan and s.indicator = $indicator and s.level = $level
