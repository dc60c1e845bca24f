-- One row of stat_inspection_ratio without its intervals.
-- key: quarter, tier, selection, region_code, department_code
-- by: quarter in agg_register_quarter, agg_inspection_tier_quarter, agg_inspection_band
with offices as (
    -- an office counts from the quarter of its first visit in the year, or from January where it published a band
    select year, department_code, region_code, min(number) as number
    from (
        select year, department_code, region_code, number from agg_inspection_visits_month
        union all
        select cast(year as integer), department_code, region_code, 1 from stg_inspection_plans
    ) as seen
    group by year, department_code, region_code
),
tiers as (select distinct tier from agg_register_quarter),
asked as (
    select o.year, o.department_code, o.region_code, o.number, t.tier, b.band_region is not null as has_band
    from offices as o
    cross join tiers as t
    left join dim_band as b on
        b.department_code = o.department_code
        and b.year = o.year
        and b.tier = t.tier
        and b.region_code = o.region_code
),
n_offices as (
    select
        q.quarter, k.tier, a.ancestor_code as region_code, coalesce(k.department_code, '*') as department_code,
        count(*) as n_offices, count(*) filter (where k.has_band) as n_offices_with_band
    from asked as k
    join ref_region_ancestor as a on a.region_code = k.region_code
    join dim_inspection_quarter as q on q.year = k.year and q.number >= k.number
    group by grouping sets ((q.quarter, k.tier, a.ancestor_code, k.department_code), (q.quarter, k.tier, a.ancestor_code))
)
select
    r.quarter, r.tier, r.selection, r.region_code, r.department_code, r.n_register, r.n_inspected, r.n_visits, r.entity_years,
    b.band_low, b.band_high, coalesce(o.n_offices, 0) as n_offices, coalesce(o.n_offices_with_band, 0) as n_offices_with_band,
    b.n_banded_register, b.n_banded_inspected, b.n_short, b.n_excess, b.n_bands,
    r.selection in ('*', 'random') as is_held, q.is_year_over
from agg_inspection_tier_quarter as r
join dim_inspection_quarter as q on q.quarter = r.quarter
left join agg_inspection_band as b on
    b.quarter = r.quarter
    and b.tier = r.tier
    and b.selection = r.selection
    and b.region_code = r.region_code
    and b.department_code = r.department_code
left join n_offices as o on
    o.quarter = r.quarter
    and o.tier = r.tier
    and o.region_code = r.region_code
    and o.department_code = r.department_code
