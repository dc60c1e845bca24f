-- One row per quarter, department ('*': all) and indicator with a figure: how many present cities and counties of the plan's jurisdiction have one.
-- key: quarter, department_code, indicator
select
    j.quarter, j.department_code, j.indicator, (count(*) filter (where r.level = 'county'))::integer as county,
    (count(*) filter (where r.level = 'city'))::integer as city
from stat_judgement as j
inner join ref_plan as p on p.plan = j.plan
inner join ref_region_ancestor as a on a.ancestor_code = p.region_code and a.region_code = j.region_code
inner join ref_region as r on r.region_code = j.region_code and r.valid_to is null
where j.plan = $plan and j.value is not null
group by j.quarter, j.department_code, j.indicator
order by j.quarter, j.department_code, j.indicator
