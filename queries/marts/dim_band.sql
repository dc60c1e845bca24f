-- One row per department, year, tier and region: the published band that holds there, the nearest above it.
-- key: department_code, year, tier, region_code
with placed as (
    select
        p.department_code, cast(p.year as integer) as year, p.tier, a.region_code, p.region_code as band_region,
        p.ratio_low as low, p.ratio_high as high, p.yearly_cap,
        row_number() over (
            partition by p.department_code, p.year, p.tier, a.region_code
            order by
                -- a county lies in more regions than its city, so its own band is the nearer
                d.n_above desc,
                -- several schemes at one place: the one the tiers are taken from (dim_tier_span)
                case p.scheme when 'market_risk' then '1' when 'public_evaluation' then '2' else '3' || p.scheme end
        ) as turn
    from stg_inspection_plans as p
    join ref_region_ancestor as a on a.ancestor_code = p.region_code
    join (
        select region_code, count(*) as n_above from ref_region_ancestor group by region_code
    ) as d on d.region_code = p.region_code
)
select department_code, year, tier, region_code, band_region, low, high, yearly_cap
from placed
where turn = 1
