-- One row per quarter and region of every level: entities at either end of the tiers drawn and visited since 1 January, and
-- those whose visits did not bear the tier out: low risk with a finding, high risk without one.
-- key: quarter, region_code
with verified as (
    select
        entity_number, year, home_code, register_tier as tier, min(number) as verified_in,
        min(number) filter (where result <> 'clean') as found_in
    from fct_inspection
    where selection = 'random' and is_graded and tier = register_tier and register_tier in ('A', 'D')
    group by entity_number, year, home_code, register_tier
),
changes as (
    select year, home_code, verified_in as number, 1 as n_verified, case when tier = 'D' then 1 else 0 end as n_misgraded
    from verified
    union all
    -- a finding puts a low-risk tier in the wrong and a high-risk one in the right
    select year, home_code, found_in, 0, case when tier = 'D' then -1 else 1 end
    from verified
    where found_in is not null
)
select
    q.quarter, a.ancestor_code as region_code, '*' as department_code,
    sum(c.n_verified) as n_verified, sum(c.n_misgraded) as n_misgraded
from changes as c
join ref_region_ancestor as a on a.region_code = c.home_code
join dim_inspection_quarter as q on q.year = c.year and q.number >= c.number
group by q.quarter, a.ancestor_code
