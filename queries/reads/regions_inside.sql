-- One row per present region of a level inside the plan's jurisdiction.
-- key: region_code
select r.region_code, r.name_zh, r.name_en, r.kind, r.parent_code, r.valid_from
from ref_plan as p
inner join ref_region_ancestor as a on a.ancestor_code = p.region_code
inner join ref_region as r on r.region_code = a.region_code and r.valid_to is null and r.level = $level
where p.plan = $plan
order by r.region_code
