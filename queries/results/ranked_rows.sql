-- One row per indicator, quarter, jurisdiction (root) and region below it that gave a figure or owed one, over all departments.
-- key: indicator, quarter, root_code, region_code
-- Read after the disclosure step: what it hid is hidden here.
with
roots as (select distinct region_code as root_code from ref_plan where extends is null),
place as (
    select
        t.root_code, a.region_code, r.level,
        count(*) over (partition by t.root_code, r.level) as n_regions
    from roots as t
    inner join ref_region_ancestor as a on a.ancestor_code = t.root_code
    inner join ref_region as r on r.region_code = a.region_code
    -- a jurisdiction is not one of its own parts, unless it has none
    where a.region_code <> t.root_code
        or not exists (select 1 from ref_region_ancestor as b where b.ancestor_code = t.root_code and b.region_code <> t.root_code)
),
figure as (
    select
        indicator, quarter, region_code, max(numerator) as numerator, max(denominator) as denominator, max(value) as value
    from stat_judgement
    where family = 'region'
    group by indicator, quarter, region_code
),
-- A return stands for one office and one period. What one office of the jurisdiction sent for a quarter the others owe
-- for it too, from the first they ever sent: as many months of a flow, the newest month of a stock.
returned as (
    select
        o.indicator, l.root_code, o.region_code, o.department_code, o.period_kind,
        case o.period_kind
            when 'year' then o.period || 'Q4'
            when 'quarter' then o.period
            else substr(o.period, 1, 4) || 'Q' || cast((cast(substr(o.period, 6, 2) as integer) + 2) // 3 as varchar)
        end as quarter,
        count(distinct o.period) as n_periods,
        max(o.period_end) as newest
    from agg_observation as o
    inner join place as l on l.region_code = o.region_code
    where o.origin = 'return'
    group by all
),
owed as (
    select indicator, root_code, period_kind, quarter, max(n_periods) as n_periods, max(newest) as newest
    from returned
    group by indicator, root_code, period_kind, quarter
),
sender as (
    select indicator, root_code, period_kind, region_code, department_code, min(quarter) as first_quarter
    from returned
    group by indicator, root_code, period_kind, region_code, department_code
),
cell as (
    select
        s.indicator, s.region_code, o.quarter,
        case
            when r.quarter is null then 1
            when i.series = 'flow' then case when r.n_periods < o.n_periods then 1 else 0 end
            when r.newest < o.newest then 1
            else 0
        end as is_lacking
    from sender as s
    inner join owed as o
        on o.indicator = s.indicator
        and o.root_code = s.root_code
        and o.period_kind = s.period_kind
        and o.quarter >= s.first_quarter
    inner join ref_indicator as i on i.indicator = s.indicator
    left join returned as r
        on r.indicator = s.indicator
        and r.root_code = s.root_code
        and r.period_kind = s.period_kind
        and r.region_code = s.region_code
        and r.department_code = s.department_code
        and r.quarter = o.quarter
),
complete as (
    select
        c.indicator, a.ancestor_code as region_code, c.quarter,
        cast(count(*) as integer) as n_owed, cast(sum(c.is_lacking) as integer) as n_lacking
    from cell as c
    inner join ref_indicator as i on i.indicator = c.indicator
    inner join ref_region_ancestor as a on a.region_code = c.region_code
    where a.ancestor_code = c.region_code or i.additive_over like '%region%'
    group by c.indicator, a.ancestor_code, c.quarter
),
yearly as (
    select indicator from agg_observation group by indicator having max(period_kind) = 'year' and min(period_kind) = 'year'
)
select
    f.indicator, f.quarter, l.root_code, l.level, f.region_code, f.numerator, f.denominator, f.value, i.unit, i.direction,
    c.n_owed, c.n_lacking,
    cast(l.n_regions as integer) as n_regions,
    -- Quarters back to the period that is like this one: what counts from 1 January grows through the year.
    case when i.series = 'year_to_date' or y.indicator is not null then 4 else 1 end as step
from figure as f
inner join place as l on l.region_code = f.region_code
inner join ref_indicator as i on i.indicator = f.indicator
left join complete as c on c.indicator = f.indicator and c.region_code = f.region_code and c.quarter = f.quarter
left join yearly as y on y.indicator = f.indicator
order by f.indicator, l.root_code, l.level, f.quarter, f.region_code
