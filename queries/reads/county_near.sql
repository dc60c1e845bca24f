-- One row per region next to the chosen one by structure (nearest first) or on the map (position null).
-- key: region_code, position
select peer_code as region_code, position, distance, rule
from stat_peer
where region_code = $region and root_code = $root
union all
select neighbour_code, null, null, null
from ref_neighbour
where region_code = $region and root_code = $root
order by position nulls last, region_code
