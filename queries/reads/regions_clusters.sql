-- One row per region of the test: where it stands among its neighbours.
-- key: region_code
select c.region_code, c.stabilised, c.local_moran, c.quadrant, c.p, c.q, c.state
from stat_cluster as c
inner join ref_plan as p on p.region_code = c.root_code
where p.plan = $plan and c.indicator = $indicator and c.level = $level
order by c.region_code
