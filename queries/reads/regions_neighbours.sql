-- One row per pair of neighbours of a level inside the plan's jurisdiction.
-- key: region_code, neighbour_code
select n.region_code, n.neighbour_code
from ref_neighbour as n
inner join ref_plan as p on p.region_code = n.root_code
where p.plan = $plan and n.level = $level
order by n.region_code, n.neighbour_code
