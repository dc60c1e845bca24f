-- One row per kind of present region inside the chosen one (itself among its like, unless the plan is its own), cities first.
-- key: kind
select r.level || ':' || r.kind as kind, count(*) as n_regions
from ref_region_ancestor as a
inner join ref_region as r on r.region_code = a.region_code and r.valid_to is null
where a.ancestor_code = $region and r.region_code not in (select region_code from ref_plan where plan = $plan)
group by r.level, r.kind
order by min(case r.level when 'province' then 0 when 'city' then 1 else 2 end), n_regions desc, kind
