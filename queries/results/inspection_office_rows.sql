-- One row of agg_inspection_office.
-- key: quarter, region_code, department_code
with ratio as (
    select
        quarter, region_code, department_code,
        max(case when tier = 'A' then n_inspected end) as a_x, max(case when tier = 'A' then n_register end) as a_n,
        max(case when tier = 'B' then n_inspected end) as b_x, max(case when tier = 'B' then n_register end) as b_n,
        max(case when tier = 'C' then n_inspected end) as c_x, max(case when tier = 'C' then n_register end) as c_n,
        max(case when tier = 'D' then n_inspected end) as d_x, max(case when tier = 'D' then n_register end) as d_n,
        max(case when tier = 'none' then n_inspected end) as none_x, max(case when tier = 'none' then n_register end) as none_n,
        max(n_offices) as n_offices, max(n_offices_with_band) as n_offices_with_band,
        cast(sum(n_short) as bigint) as n_short, cast(sum(n_excess) as bigint) as n_excess
    from stat_inspection_ratio
    where selection = 'random'
    group by quarter, region_code, department_code
)
select
    r.quarter, r.region_code, r.department_code, r.a_x, r.a_n, r.b_x, r.b_n, r.c_x, r.c_n, r.d_x, r.d_n, r.none_x, r.none_n,
    r.n_offices, r.n_offices_with_band, r.n_short, r.n_excess, g.state, g.slope, g.z, g.p_trend, g.q_trend, g.ratio, g.ratio_low,
    g.ratio_high, g.tier_from, g.tier_to, c.n_capped, c.n_over_cap
from ratio as r
left join stat_gradient as g on
    g.quarter = r.quarter
    and g.region_code = r.region_code
    and g.department_code = r.department_code
    and g.asked = 'ratio'
left join agg_inspection_cap as c on
    c.quarter = r.quarter
    and c.region_code = r.region_code
    and c.department_code = r.department_code
