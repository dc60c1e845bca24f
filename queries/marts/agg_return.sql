-- One row per returned indicator, period, region and department, in the columns of agg_observation.
-- key: indicator, period, region_code, department_code
-- Of an indicator that is event_or_return all returns stand here; the catalogue leaves out those of jurisdictions with events.
with counting as (
    select
        n.indicator, n.period, n.region_code, n.department_code, n.numerator, n.denominator, n.value, i.unit
    from stg_returns as n
    join ref_indicator as i on i.indicator = n.indicator
    cross join build_settings as s
    where n.reported_on <= s.as_of and i.origin in ('return', 'event_or_return')
),
merged as (
    -- two rows of one office are counties that have become one: counts add up, a bare value does not
    select
        indicator, period, region_code, department_code, unit,
        case when count(*) = count(numerator) then sum(numerator) end as numerator,
        case when count(*) = count(denominator) then sum(denominator) end as denominator,
        case when count(*) = 1 then max(value) end as value,
        count(*) as n_rows
    from counting
    group by indicator, period, region_code, department_code, unit
),
dated as (
    select
        indicator, period, region_code, department_code, unit, denominator, n_rows,
        -- a count has no denominator: departments write it in either column
        case when unit in ('count', 'amount') then coalesce(numerator, value) else numerator end as numerator,
        value,
        case length(period) when 4 then 'year' when 6 then 'quarter' else 'month' end as period_kind,
        cast(substr(period, 1, 4) || '-' || case length(period)
            when 4 then '12'
            when 6 then lpad(cast(3 * cast(substr(period, 6, 1) as integer) as varchar), 2, '0')
            else substr(period, 6, 2)
        end || '-01' as date) as last_month
    from merged
)
select
    indicator,
    period_kind,
    period,
    last_day(last_month) as period_end,
    region_code,
    department_code,
    cast(numerator as double) as numerator,
    cast(denominator as double) as denominator,
    cast(case
        when unit in ('count', 'amount') then numerator
        when denominator = 0 then null
        else coalesce(numerator / denominator, value)
    end as double) as value,
    n_rows,
    'return' as origin
from dated
