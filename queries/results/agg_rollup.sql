-- One row per indicator, period (month or quarter), region of any level and department ('*': all departments).
-- key: indicator, period_kind, period, region_code, department_code
with
observed as (
    select
        o.*,
        i.series,
        i.unit,
        -- What must not be added is carried as it is; a rate without its counts can be carried no further than its own office.
        i.additive_over like '%region%' and (o.denominator is not null or i.unit in ('count', 'amount')) as adds_regions,
        i.additive_over like '%department%' and o.department_code <> '*' as adds_departments,
        case when i.unit in ('count', 'amount') then coalesce(o.numerator, o.value) else o.numerator end as counted,
        case
            when o.period_kind = 'year' then o.period || 'Q4'
            when o.period_kind = 'quarter' then o.period
            else substr(o.period, 1, 4) || 'Q' || cast((cast(substr(o.period, 6, 2) as integer) + 2) // 3 as varchar)
        end as quarter
    from agg_observation as o
    inner join ref_indicator as i on i.indicator = o.indicator
),
newest_in_quarter as (
    select
        *,
        row_number() over (
            partition by indicator, quarter, region_code, department_code order by period_end desc, period desc
        ) as newest
    from observed
),
-- A flow adds up over the quarter; of a stock the last month stands for it.
in_period as (
    select *, 'month' as kind, period as label, period_end as label_end from observed where period_kind = 'month'
    union all
    select
        * exclude (newest),
        'quarter' as kind,
        quarter as label,
        last_day(cast(substr(quarter, 1, 4) || '-' || lpad(cast(cast(substr(quarter, 6, 1) as integer) * 3 as varchar), 2, '0') || '-01' as date))
            as label_end
    from newest_in_quarter
    where series = 'flow' or newest = 1
),
placed as (
    select p.*, a.ancestor_code as place
    from in_period as p
    inner join ref_region_ancestor as a on a.region_code = p.region_code
    where p.adds_regions or a.ancestor_code = p.region_code
),
of_all_departments as (
    select indicator, kind, label, label_end, place, '*' as department_code, counted, denominator, value, n_rows, origin, unit
    from placed
    where adds_departments
    union all
    select indicator, kind, label, label_end, place, department_code, counted, denominator, value, n_rows, origin, unit
    from placed
    -- By month only the whole of a place and the offices of the jurisdiction are read; the rest would be bulk.
    where kind = 'quarter' or department_code = '*'
        or place in (select region_code from ref_plan)
)
select
    indicator,
    kind as period_kind,
    label as period,
    max(label_end) as period_end,
    place as region_code,
    department_code,
    sum(counted) as numerator,
    sum(denominator) as denominator,
    case when count(*) = 1 then max(value) end as value,
    sum(n_rows) as n_rows,
    min(origin) as origin,
    min(unit) as unit
from of_all_departments
group by indicator, kind, label, place, department_code
