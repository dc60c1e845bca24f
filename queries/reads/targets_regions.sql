-- One row per present region of a level in the plan's jurisdiction with an outlook to the end of the year; what its best peers reach.
-- key: region_code
select
    o.* exclude (indicator, department_code, family), r.name_zh, r.name_en, r.kind, r.parent_code, k.benchmark, k.excluded,
    exists (
        select 1 from ref_region_ancestor as b where b.region_code = o.region_code and b.ancestor_code = $region
    ) as is_inside
from stat_outlook as o
inner join ref_plan as p on p.plan = $plan
inner join ref_region_ancestor as a on a.region_code = o.region_code and a.ancestor_code = p.region_code
inner join ref_region as r on r.region_code = o.region_code and r.valid_to is null and r.level = $level
left join stat_rank as k
    on k.indicator = o.indicator and k.quarter = o.last_quarter and k.root_code = p.region_code and k.level = r.level
    and k.region_code = o.region_code
where o.indicator = $indicator and o.horizon_quarter = $horizon and o.family = 'region'
order by o.region_code
