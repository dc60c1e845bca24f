-- One row per indicator with figures of regions below the jurisdiction itself in the quarter, and how many regions of each level have one.
-- key: indicator
select
    j.indicator, count(*) filter (where r.level = 'county') as n_counties, count(*) filter (where r.level = 'city') as n_cities
from stat_judgement as j
inner join ref_region as r on r.region_code = j.region_code and r.valid_to is null
inner join ref_plan as p on p.plan = j.plan
where j.plan = $plan and j.quarter = $quarter and j.department_code = $department and j.value is not null
group by j.indicator
order by j.indicator
