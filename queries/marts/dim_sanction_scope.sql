-- One row per region of a listing and wider region whose curves are told: cities, provinces, and where a plan holds.
-- key: region_code, scope_code
-- is_whole: a jurisdiction, so its listings are told apart by grade, department and measure too: where a plan holds, or the
-- province of a place without a plan.
with places as (
    select a.region_code, a.ancestor_code, a.ancestor_level, p.region_code is not null as is_planned
    from ref_region_ancestor as a
    join (select distinct region_code from fct_listing) as l on l.region_code = a.region_code
    left join (select distinct region_code from ref_plan where extends is null) as p on p.region_code = a.ancestor_code
),
marked as (
    select *, max(cast(is_planned as integer)) over (partition by region_code) = 1 as has_plan from places
)
select region_code, ancestor_code as scope_code, is_planned or (ancestor_level = 'province' and not has_plan) as is_whole
from marked
where ancestor_level in ('province', 'city') or is_planned
