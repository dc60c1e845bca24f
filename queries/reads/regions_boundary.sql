-- One row per level of the plan's jurisdiction: the boundary file in use and what is wrong with it.
-- key: level
select
    b.level, b.version, b.source, b.is_shipped, b.review_number, b.n_regions, b.n_drawn, b.without_geometry, b.without_region,
    b.west, b.south, b.east, b.north
from ref_boundary as b
inner join ref_plan as p on p.region_code = b.root_code
where p.plan = $plan
order by b.level
