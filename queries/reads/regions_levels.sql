-- One row per level inside the plan's jurisdiction: how many present regions it has.
-- key: level
select r.level, count(*) as n_regions
from ref_plan as p
inner join ref_region_ancestor as a on a.ancestor_code = p.region_code
inner join ref_region as r on r.region_code = a.region_code and r.valid_to is null
where p.plan = $plan
group by r.level
order by r.level
