-- One row per region of a level and comparable region, nearest first.
-- key: region_code, peer_code
select s.region_code, s.peer_code, s.position, s.distance, s.rule
from stat_peer as s
inner join ref_plan as p on p.region_code = s.root_code
where p.plan = $plan and s.level = $level
order by s.region_code, s.position
