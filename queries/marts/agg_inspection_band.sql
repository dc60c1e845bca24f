-- One row per quarter, tier, way of selection (random, '*'), region of every level and department ('*'): against the bands.
-- key: quarter, tier, selection, region_code, department_code
-- by: quarter in agg_register_quarter
-- Each band is held against the part of its register that lies in the region; from the band's own region upwards that is
-- all of it, the office's own count, and these are what adds up.
with governed as (
    select
        b.department_code, b.year, b.tier, b.region_code as home_code, b.band_region, b.low, b.high,
        r.quarter, r.number, r.n_register
    from dim_band as b
    join agg_register_quarter as r on
        r.year = b.year
        and r.tier = b.tier
        and r.region_code = b.region_code
    where r.n_register > 0
),
visited as (
    select
        g.quarter, g.tier, v.selection, g.department_code, g.home_code, sum(v.n_newly) as n_inspected
    from governed as g
    join agg_inspection_newly as v on
        v.year = g.year
        and v.number <= g.number
        and v.tier = g.tier
        and v.department_code = g.department_code
        and v.region_code = g.home_code
    where v.selection in ('*', 'random')
    group by g.quarter, g.tier, v.selection, g.department_code, g.home_code
),
bands as (
    select
        g.quarter, g.tier, w.selection, a.ancestor_code as region_code, g.department_code, g.band_region, g.low, g.high,
        sum(g.n_register) as n_register, coalesce(sum(v.n_inspected), 0) as n_inspected
    from governed as g
    cross join (values ('*'), ('random')) as w (selection)
    join ref_region_ancestor as a on a.region_code = g.home_code
    left join visited as v on
        v.quarter = g.quarter
        and v.tier = g.tier
        and v.selection = w.selection
        and v.department_code = g.department_code
        and v.home_code = g.home_code
    group by g.quarter, g.tier, w.selection, a.ancestor_code, g.department_code, g.band_region, g.low, g.high
),
held as (
    -- a hair's breadth keeps 7 % of 100 from being 8
    select
        b.*,
        greatest(0, ceil(b.low * b.n_register - 0.000001) - b.n_inspected) as n_short,
        greatest(0, b.n_inspected - floor(b.high * b.n_register + 0.000001)) as n_excess,
        ceil(b.low * b.n_register - 0.000001) as n_required
    from bands as b
)
select
    quarter, tier, selection, region_code, coalesce(department_code, '*') as department_code,
    count(*) as n_bands,
    case when count(*) = 1 then min(low) end as band_low,
    case when count(*) = 1 then min(high) end as band_high,
    sum((low + high) / 2 * n_register) / sum(n_register) as band_middle,
    cast(sum(n_register) as bigint) as n_banded_register,
    cast(sum(n_inspected) as bigint) as n_banded_inspected,
    cast(sum(n_required) as bigint) as n_required,
    cast(sum(n_short) as bigint) as n_short,
    cast(sum(n_required - n_short) as bigint) as n_fulfilled,
    cast(sum(n_excess) as bigint) as n_excess
from held
group by grouping sets (
    (quarter, tier, selection, region_code, department_code), (quarter, tier, selection, region_code)
)
