-- One row per plan, indicator, quarter, region and department ('*') to be judged, blanks included.
-- key: plan, indicator, quarter, region_code, department_code
with
place as (
    select p.plan, p.region_code as root, a.region_code
    from ref_plan as p
    inner join ref_region_ancestor as a on a.ancestor_code = p.region_code
    where p.extends is null
),
seen as (
    select
        place.plan,
        place.root,
        r.indicator,
        r.period as quarter,
        r.region_code,
        r.department_code,
        r.numerator,
        r.denominator,
        r.value,
        r.n_rows,
        r.origin
    from agg_rollup as r
    inner join place on place.region_code = r.region_code
    inner join plan_quarter as q on q.plan = place.plan and q.quarter = r.period
    where r.period_kind = 'quarter'
),
-- Yearly returns are missing only in the quarter that closes the year.
yearly as (
    select indicator from agg_observation group by indicator having max(period_kind) = 'year' and min(period_kind) = 'year'
),
due_at_the_top as (
    select i.plan, p.region_code as root, i.indicator, q.quarter, p.region_code, '*' as department_code
    from (select distinct plan, indicator from ref_plan_indicator) as i
    inner join ref_plan as p on p.plan = i.plan
    inner join plan_quarter as q on q.plan = i.plan
    where i.indicator not in (select indicator from yearly) or q.quarter like '%Q4'
),
-- Elsewhere a quarter is missing where the unit has returned before and others returned this time.
due_below as (
    select u.plan, u.root, u.indicator, t.quarter, u.region_code, u.department_code
    from (select distinct plan, root, indicator, region_code, department_code from seen where origin = 'return') as u
    inner join (select distinct plan, indicator, quarter from seen where origin = 'return') as t
        on t.plan = u.plan and t.indicator = u.indicator
),
due as (
    select plan, root, indicator, quarter, region_code, department_code from due_at_the_top
    union
    select plan, root, indicator, quarter, region_code, department_code from due_below
),
absent as (
    select d.plan, d.root, d.indicator, d.quarter, d.region_code, d.department_code
    from due as d
    left join seen as s
        on s.plan = d.plan
        and s.indicator = d.indicator
        and s.quarter = d.quarter
        and s.region_code = d.region_code
        and s.department_code = d.department_code
    where s.plan is null
),
grid as (
    select plan, root, indicator, quarter, region_code, department_code, numerator, denominator, value, n_rows, origin, true as is_seen from seen
    union all by name
    select *, false as is_seen from absent
)
select
    g.plan,
    g.indicator,
    g.quarter,
    g.region_code,
    g.department_code,
    case when g.department_code = '*' then 'region' when g.region_code = g.root then 'department' else 'office' end as family,
    g.numerator,
    g.denominator,
    g.value,
    g.n_rows,
    coalesce(g.origin, i.origin) as origin,
    case when not g.is_seen then 'not_returned' end as blank,
    i.unit,
    i.direction,
    i.series,
    i.least_denominator,
    i.margin,
    -- A target set for the whole binds a part where the part has a base of its own; a count of the whole binds the whole only.
    case
        when i.unit in ('count', 'amount') then g.department_code = '*' and g.region_code = g.root
        else g.department_code = '*' or i.additive_over like '%department%'
    end as shares_target,
    -- Regions of one level and kind are peers; so is one department type in several of them (rulings 2). Types are not
    -- compared with each other unless the card says that they may be.
    case
        when g.department_code = '*' and g.region_code <> g.root then p.level || ':' || p.kind
        when g.department_code <> '*' and g.region_code <> g.root then g.department_code || ':' || p.level || ':' || p.kind
        when g.department_code <> '*' and i.comparable_departments then 'departments'
    end as peer_group
from grid as g
inner join ref_indicator as i on i.indicator = g.indicator
left join ref_region as p on p.region_code = g.region_code
