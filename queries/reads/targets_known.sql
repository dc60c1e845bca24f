-- One row per indicator looked ahead in the chosen region: how many units of each kind lie below it with a figure.
-- key: indicator
with below as (
    select distinct o.indicator, o.region_code, o.department_code, o.family, r.level
    from stat_outlook as o
    inner join ref_region_ancestor as a on a.region_code = o.region_code and a.ancestor_code = $region
    inner join ref_region as r on r.region_code = o.region_code and r.valid_to is null
)
select
    indicator,
    count(*) filter (where family = 'region' and region_code = $region) > 0 as has_whole,
    count(*) filter (where family = 'region' and level = 'city' and region_code <> $region) as n_cities,
    count(*) filter (where family = 'region' and level = 'county' and region_code <> $region) as n_counties,
    count(*) filter (where family = 'department' and region_code = $region) as n_departments
from below
group by indicator
order by indicator
