-- One row per region with a figure of the chosen department (or all) in the chosen quarter: random visits by tier, whether
-- they rise with risk, entities over the cap.
-- key: code
with
ratio as (
    select
        region_code as code,
        max(n_inspected) filter (where tier = 'A') as a_x, max(n_register) filter (where tier = 'A') as a_n,
        max(n_inspected) filter (where tier = 'B') as b_x, max(n_register) filter (where tier = 'B') as b_n,
        max(n_inspected) filter (where tier = 'C') as c_x, max(n_register) filter (where tier = 'C') as c_n,
        max(n_inspected) filter (where tier = 'D') as d_x, max(n_register) filter (where tier = 'D') as d_n,
        max(n_inspected) filter (where tier = 'none') as none_x, max(n_register) filter (where tier = 'none') as none_n,
        sum(n_short) as n_short, sum(n_excess) as n_excess,
        max(n_offices) as n_offices, max(n_offices_with_band) as n_offices_with_band
    from stat_inspection_ratio
    where quarter = $quarter and department_code = $department and selection = 'random'
    group by region_code
),
gradient as (
    select region_code as code, state, q_trend, ratio, ratio_low, ratio_high, tier_from, tier_to
    from stat_gradient
    where quarter = $quarter and department_code = $department and asked = 'ratio'
),
cap as (
    select region_code as code, n_visited, n_capped, n_over_cap
    from agg_inspection_cap
    where quarter = $quarter and department_code = $department
)
select
    r.*, g.state, g.q_trend, g.ratio, g.ratio_low, g.ratio_high, g.tier_from, g.tier_to,
    c.n_visited, c.n_capped, c.n_over_cap
from ratio as r
left join gradient as g on g.code = r.code
left join cap as c on c.code = r.code
