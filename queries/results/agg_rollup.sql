-- One row per indicator, period (month or quarter), region of any level and department ('*': all departments).
-- key: indicator, period_kind, period, region_code, department_code
-- Offices are numbered before they are added up: millions of rows are grouped by whole numbers, and named again at the end.
with
indicators as (
    select
        indicator, series, unit, additive_over like '%region%' as adds_regions, additive_over like '%department%' as adds_departments,
        cast(row_number() over (order by indicator) as integer) as indicator_number
    from ref_indicator
),
places as (
    select region_code, cast(row_number() over (order by region_code) as integer) as place_number
    from (select ancestor_code as region_code from ref_region_ancestor union select region_code from ref_region_ancestor) as r
),
offices as (
    select department_code, cast(row_number() over (order by department_code) as integer) as office_number
    from (select department_code from agg_observation union select '*') as d
),
periods as (
    -- every period of the observations, with the quarter it lies in
    select
        period_kind, period, quarter,
        last_day(cast(substr(quarter, 1, 4) || '-' || lpad(cast(cast(substr(quarter, 6, 1) as integer) * 3 as varchar), 2, '0') || '-01' as date))
            as quarter_end,
        cast(row_number() over (order by period_kind, period) as integer) as period_number,
        cast(dense_rank() over (order by quarter) as integer) as quarter_number
    from (
        select
            period_kind, period,
            case
                when period_kind = 'year' then period || 'Q4'
                when period_kind = 'quarter' then period
                else substr(period, 1, 4) || 'Q' || cast((cast(substr(period, 6, 2) as integer) + 2) // 3 as varchar)
            end as quarter
        from (select distinct period_kind, period from agg_observation) as p
    ) as q
),
observed as (
    select
        i.indicator_number, p.period_number, p.quarter_number, o.period_kind = 'month' as is_month, o.period_end, o.period,
        h.place_number, d.office_number, o.denominator, o.value, o.n_rows, o.origin = 'return' as is_returned, i.series,
        -- What must not be added is carried as it is; a rate without its counts can be carried no further than its own office.
        i.adds_regions and (o.denominator is not null or i.unit in ('count', 'amount')) as adds_regions,
        i.adds_departments and o.department_code <> '*' as adds_departments,
        case when i.unit in ('count', 'amount') then coalesce(o.numerator, o.value) else o.numerator end as counted
    from agg_observation as o
    inner join indicators as i on i.indicator = o.indicator
    inner join periods as p on p.period_kind = o.period_kind and p.period = o.period
    inner join places as h on h.region_code = o.region_code
    inner join offices as d on d.department_code = o.department_code
),
newest as (
    -- of a stock the last month stands for the quarter; which, only stocks are asked
    select indicator_number, quarter_number, place_number, office_number, max(period_end) as period_end, arg_max(period_number, (period_end, period)) as period_number
    from observed
    where series <> 'flow'
    group by indicator_number, quarter_number, place_number, office_number
),
in_period as (
    -- A flow adds up over the quarter.
    select
        indicator_number, true as is_month, period_number as label_number, place_number, office_number, adds_regions, adds_departments,
        max(period_end) as label_end, sum(counted) as counted, sum(denominator) as denominator, max(value) as value, cast(sum(n_rows) as bigint) as n_rows,
        bool_and(is_returned) as is_returned, count(*) as n_parts
    from observed
    where is_month
    group by indicator_number, period_number, place_number, office_number, adds_regions, adds_departments
    union all
    select
        o.indicator_number, false, o.quarter_number, o.place_number, o.office_number, o.adds_regions, o.adds_departments,
        null, sum(o.counted), sum(o.denominator), max(o.value), cast(sum(o.n_rows) as bigint), bool_and(o.is_returned), count(*)
    from observed as o
    left join newest as n on
        n.indicator_number = o.indicator_number and n.quarter_number = o.quarter_number and n.place_number = o.place_number
        and n.office_number = o.office_number and n.period_number = o.period_number
    where o.series = 'flow' or n.period_number is not null
    group by o.indicator_number, o.quarter_number, o.place_number, o.office_number, o.adds_regions, o.adds_departments
),
above as (
    select
        h.place_number, u.place_number as above_number, a.ancestor_code = a.region_code as is_itself,
        a.ancestor_code in (select region_code from ref_plan) as is_root
    from ref_region_ancestor as a
    inner join places as h on h.region_code = a.region_code
    inner join places as u on u.region_code = a.ancestor_code
),
placed as (
    select p.*, a.above_number, a.is_root
    from in_period as p
    inner join above as a on a.place_number = p.place_number
    where p.adds_regions or a.is_itself
),
every as (select office_number as every_number from offices where department_code = '*'),
shared as (
    select p.*, e.every_number as whose_number
    from placed as p
    cross join every as e
    where p.adds_departments
    union all
    select p.*, p.office_number
    from placed as p
    cross join every as e
    -- By month only the whole of a place and the offices of the jurisdiction are read; the rest would be bulk.
    where not p.is_month or p.office_number = e.every_number or p.is_root
),
added as (
    select
        indicator_number, is_month, label_number, above_number, whose_number, max(label_end) as label_end,
        sum(counted) as numerator, sum(denominator) as denominator, case when sum(n_parts) = 1 then max(value) end as value,
        sum(n_rows) as n_rows, bool_and(is_returned) as is_returned
    from shared
    group by indicator_number, is_month, label_number, above_number, whose_number
),
labels as (
    select true as is_month, period_number as label_number, period as label, cast(null as date) as label_end from periods where period_kind = 'month'
    union all
    select distinct false, quarter_number, quarter, quarter_end from periods
)
select
    i.indicator,
    case when t.is_month then 'month' else 'quarter' end as period_kind,
    l.label as period,
    coalesce(l.label_end, t.label_end) as period_end,
    h.region_code,
    d.department_code,
    -- to the fen: the same in whatever order it was added up
    case when i.unit = 'amount' then round(t.numerator, 2) else t.numerator end as numerator,
    t.denominator,
    t.value,
    t.n_rows,
    case when t.is_returned then 'return' else 'event' end as origin,
    i.unit
from added as t
inner join indicators as i on i.indicator_number = t.indicator_number
inner join labels as l on l.is_month = t.is_month and l.label_number = t.label_number
inner join places as h on h.place_number = t.above_number
inner join offices as d on d.office_number = t.whose_number
