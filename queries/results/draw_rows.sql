-- One row per quarter, region of every level, department ('*'), tier ('*') and group of those who should have stood the same chance.
-- key: quarter, region_code, department_code, tier, compared_with
-- Random visits without any draw: one row (tier '*') without a group.
with home as (
    -- where nothing was published: the city whose office draws, or what lies above a county that is in no city
    select
        region_code,
        coalesce(
            max(case when ancestor_level = 'city' then ancestor_code end),
            max(case when ancestor_level = 'province' then ancestor_code end),
            region_code
        ) as home_code
    from ref_region_ancestor
    group by region_code
),
sheets as (
    select
        cast(year(d.drawn_on) as integer) as year, cast(quarter(d.drawn_on) as integer) as number, d.department_code, d.region_code,
        d.draw_id, d.tier, d.n_frame, d.n_drawn,
        -- Under one band of one tier every region stands the same chance. Where none is published, tiers may be drawn apart on
        -- purpose, which is lawful, so they are not compared; the regions of one city still should, tier by tier.
        d.department_code || case when b.band_region is null then ' in ' || h.home_code else ' ' || b.band_region end || ' ' || d.tier
            as compared_with
    from stg_draws as d
    left join home as h on h.region_code = d.region_code
    left join dim_band as b on
        b.department_code = d.department_code
        and b.year = year(d.drawn_on)
        and b.tier = d.tier
        and b.region_code = d.region_code
    cross join dim_cutoff_draws as s
    where d.drawn_on <= s.drawn_by
),
cells as (
    select
        q.quarter, s.department_code, s.region_code, s.tier, s.compared_with, sum(s.n_frame) as n, sum(s.n_drawn) as x
    from sheets as s
    join dim_inspection_quarter as q on q.year = s.year and q.number >= s.number
    where s.n_frame > 0
    group by q.quarter, s.department_code, s.region_code, s.tier, s.compared_with
),
whole as (
    select quarter, compared_with, sum(n) as n_all, sum(x) as x_all from cells group by quarter, compared_with
),
inside as (
    -- of one department and one tier, as is the group
    select
        c.quarter, a.ancestor_code as region_code, any_value(c.department_code) as department_code, any_value(c.tier) as tier,
        c.compared_with, count(*) as n_parts, sum(c.n) as n_here, sum(c.x) as x_here,
        sum(c.n * c.n) as n_squared, sum(1 / c.n) as n_inverse, sum(c.x * c.x / c.n) as x_squared
    from cells as c
    join ref_region_ancestor as a on a.region_code = c.region_code
    group by c.quarter, a.ancestor_code, c.compared_with
),
here as (
    select
        i.quarter, i.region_code, case when b.is_of_department then i.department_code else '*' end as department_code,
        case when b.is_of_tier then i.tier else '*' end as tier, i.compared_with, i.n_parts, i.n_here, i.x_here,
        i.n_squared, i.n_inverse, i.x_squared, w.n_all, w.x_all
    from inside as i
    join whole as w on w.quarter = i.quarter and w.compared_with = i.compared_with
    cross join (values (true, true), (true, false), (false, true), (false, false)) as b (is_of_department, is_of_tier)
),
totals as (
    select
        q.quarter, a.ancestor_code as region_code, coalesce(s.department_code, '*') as department_code, coalesce(s.tier, '*') as tier,
        count(distinct s.draw_id) as n_draws, sum(s.n_frame) as n_frame, sum(s.n_drawn) as n_drawn
    from sheets as s
    join ref_region_ancestor as a on a.region_code = s.region_code
    join dim_inspection_quarter as q on q.year = s.year and q.number >= s.number
    group by grouping sets (
        (q.quarter, a.ancestor_code, s.department_code, s.tier), (q.quarter, a.ancestor_code, s.department_code),
        (q.quarter, a.ancestor_code, s.tier), (q.quarter, a.ancestor_code)
    )
),
visited as (
    select q.quarter, a.ancestor_code as region_code, coalesce(v.department_code, '*') as department_code
    from agg_inspection_visits_month as v
    join ref_region_ancestor as a on a.region_code = v.region_code
    join dim_inspection_quarter as q on q.year = v.year and q.number >= v.number
    where v.selection = 'random'
    group by grouping sets ((q.quarter, a.ancestor_code, v.department_code), (q.quarter, a.ancestor_code))
)
select
    t.quarter, t.region_code, t.department_code, t.tier, cast(t.n_draws as bigint) as n_draws,
    cast(t.n_frame as bigint) as n_frame, cast(t.n_drawn as bigint) as n_drawn, h.compared_with,
    h.n_parts, h.n_here, h.x_here, h.n_squared, h.n_inverse, h.x_squared, h.n_all, h.x_all
from totals as t
left join here as h on
    h.quarter = t.quarter
    and h.region_code = t.region_code
    and h.department_code = t.department_code
    and h.tier = t.tier
union all
select
    v.quarter, v.region_code, v.department_code, '*', 0, null, null, null, null, null, null, null, null, null, null, null
from visited as v
left join totals as t on
    t.quarter = v.quarter and t.region_code = v.region_code and t.department_code = v.department_code and t.tier = '*'
where t.quarter is null
