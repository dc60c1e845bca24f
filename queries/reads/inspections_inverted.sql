-- One row per office in the chosen region whose random visits fall with risk beyond what so many tests bring by chance.
-- key: region_code, department_code
-- Where a city's department is inverted, its counties are counted and not named beside it.
with
inside as (
    select a.region_code, r.parent_code
    from ref_region_ancestor as a
    inner join ref_region as r on r.region_code = a.region_code and r.valid_to is null
    where a.ancestor_code = $region
),
tested as (
    select g.*, i.parent_code
    from stat_gradient as g
    inner join inside as i on i.region_code = g.region_code
    where
        g.quarter = $quarter and g.asked = 'ratio' and g.department_code <> '*'
        and ($department = '*' or g.department_code = $department)
        and g.state in ('rising', 'inverted', 'no_evidence')
),
inverted as (select * from tested where state = 'inverted' and q_trend <= 0.05),
outermost as (
    select v.*
    from inverted as v
    where v.region_code = $region or not exists (
        select 1
        from inverted as o
        inner join ref_region_ancestor as a on a.region_code = v.region_code and a.ancestor_code = o.region_code
        where o.department_code = v.department_code and o.region_code not in (v.region_code, $region)
    )
),
ends as (
    select
        v.region_code, v.department_code,
        max(r.n_inspected) filter (where r.tier = v.tier_from) as from_x, max(r.n_register) filter (where r.tier = v.tier_from) as from_n,
        max(r.n_inspected) filter (where r.tier = v.tier_to) as to_x, max(r.n_register) filter (where r.tier = v.tier_to) as to_n
    from outermost as v
    inner join stat_inspection_ratio as r
        on r.quarter = $quarter and r.selection = 'random' and r.region_code = v.region_code and r.department_code = v.department_code
    group by v.region_code, v.department_code
)
select
    v.region_code, v.department_code, v.tier_from, v.tier_to, v.slope, v.z, v.p_trend, v.q_trend, v.ratio, v.ratio_low, v.ratio_high,
    e.from_x, e.from_n, e.to_x, e.to_n,
    (
        select count(*)
        from inverted as w
        inner join ref_region_ancestor as a on a.region_code = w.region_code and a.ancestor_code = v.region_code
        where w.department_code = v.department_code and w.region_code <> v.region_code
    ) as n_within
from outermost as v
left join ends as e on e.region_code = v.region_code and e.department_code = v.department_code
-- The chosen region's own departments last: they pool the offices named before them.
order by v.region_code = $region, v.z, v.region_code, v.department_code
