-- One row per region and one next to it by structure (nearest first) or on the map (position null).
-- key: own_code, region_code, position
select region_code as own_code, peer_code as region_code, position, distance, rule
from stat_peer
where root_code = $root
union all
select region_code, neighbour_code, null, null, null
from ref_neighbour
where root_code = $root
order by own_code, position nulls last, region_code
