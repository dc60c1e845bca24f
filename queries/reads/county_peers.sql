-- One row per region the chosen one may be compared with: nearest by structure (position), of its level and kind, next to it on the map.
-- key: region_code
with own as (
    select level, kind from ref_region where region_code = $region and valid_to is null
),
structure as (
    select peer_code, position, distance, rule from stat_peer
    where region_code = $region and root_code = (select region_code from ref_plan where plan = $plan)
),
beside as (
    select neighbour_code from ref_neighbour
    where region_code = $region and root_code = (select region_code from ref_plan where plan = $plan)
)
select
    r.region_code, r.name_zh, r.name_en, r.level, r.kind, s.position, s.distance, s.rule,
    r.kind = (select kind from own) and r.level = (select level from own) as is_kind, n.neighbour_code is not null as is_neighbour
from ref_region as r
inner join ref_region_ancestor as a on a.region_code = r.region_code
    and a.ancestor_code = (select region_code from ref_plan where plan = $plan)
left join structure as s on s.peer_code = r.region_code
left join beside as n on n.neighbour_code = r.region_code
where
    r.valid_to is null and r.region_code <> $region
    and (s.peer_code is not null or n.neighbour_code is not null or (r.kind = (select kind from own) and r.level = (select level from own)))
order by s.position nulls last, r.region_code
