-- One row per region of a listing and wider region whose curves are told: cities, provinces, and where a plan holds.
-- key: region_code, scope_code
-- is_whole: a jurisdiction; its listings are told apart by grade, department and measure too.
select
    a.region_code, a.ancestor_code as scope_code,
    a.ancestor_level = 'province' or p.region_code is not null as is_whole
from ref_region_ancestor as a
join (select distinct region_code from fct_listing) as l on l.region_code = a.region_code
left join (select distinct region_code from ref_plan where extends is null) as p on p.region_code = a.ancestor_code
where a.ancestor_level in ('province', 'city') or p.region_code is not null
