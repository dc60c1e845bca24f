-- One row per quarter, question, region of every level and department ('*'): base and cases by tier, of random visits alone.
-- key: quarter, asked, region_code, department_code
-- by: quarter
with asked as (
    select
        'ratio' as asked, r.quarter, r.tier, r.region_code, r.department_code, r.n_register as n, r.n_inspected as x, b.band_middle
    from agg_inspection_tier_quarter as r
    left join agg_inspection_band as b on
        b.quarter = r.quarter
        and b.tier = r.tier
        and b.selection = r.selection
        and b.region_code = r.region_code
        and b.department_code = r.department_code
    where r.selection = 'random' and r.tier <> 'none' and r.n_register > 0
    union all
    select 'hits', quarter, tier, region_code, department_code, n_visits, n_with_findings, null
    from stat_hit_rate
    where selection = 'random' and tier <> 'none'
)
select
    quarter, asked, region_code, department_code,
    sum(n) filter (where tier = 'A') as n_a, sum(x) filter (where tier = 'A') as x_a, max(band_middle) filter (where tier = 'A') as middle_a,
    sum(n) filter (where tier = 'B') as n_b, sum(x) filter (where tier = 'B') as x_b, max(band_middle) filter (where tier = 'B') as middle_b,
    sum(n) filter (where tier = 'C') as n_c, sum(x) filter (where tier = 'C') as x_c, max(band_middle) filter (where tier = 'C') as middle_c,
    sum(n) filter (where tier = 'D') as n_d, sum(x) filter (where tier = 'D') as x_d, max(band_middle) filter (where tier = 'D') as middle_d
from asked
group by quarter, asked, region_code, department_code
