-- One row per quarter's figure returned of an indicator that is also counted from records, region and department: both figures.
-- key: indicator, quarter, region_code, department_code
-- The counted figure stands. A return of a figure that belongs to no department is held against the count over all of them.
with sent as (
    select n.indicator, n.period as quarter, n.region_code, n.department_code, i.unit,
        n.numerator, n.denominator,
        case when i.unit in ('count', 'amount') then coalesce(n.numerator, n.value)
             else coalesce(n.numerator / nullif(n.denominator, 0), n.value) end as value
    from stg_returns as n
    join ref_indicator as i on i.indicator = n.indicator
    cross join build_settings as s
    where i.origin <> 'return' and not i.counts_persons and length(n.period) = 6 and n.reported_on <= s.as_of
),
counted as (
    -- of the few figures that are also returned
    select r.indicator, r.period as quarter, r.region_code, r.department_code, r.numerator, r.denominator, r.value
    from agg_rollup as r
    join (select distinct indicator from sent) as s on s.indicator = r.indicator
    where r.period_kind = 'quarter' and r.origin = 'event'
),
beside as (
    select
        s.indicator, s.quarter, s.region_code, s.department_code, s.unit,
        s.numerator as returned_numerator, s.denominator as returned_denominator, s.value as returned_value,
        coalesce(o.numerator, a.numerator) as counted_numerator, coalesce(o.denominator, a.denominator) as counted_denominator,
        coalesce(o.value, a.value) as counted_value
    from sent as s
    left join counted as o
        on o.indicator = s.indicator and o.quarter = s.quarter and o.region_code = s.region_code
        and o.department_code = s.department_code
    left join (select * from counted where department_code = '*' and indicator not in (
        select indicator from counted where department_code <> '*'
    )) as a
        on a.indicator = s.indicator and a.quarter = s.quarter and a.region_code = s.region_code
)
select
    indicator, quarter, region_code, department_code, returned_numerator, returned_denominator, returned_value,
    counted_numerator, counted_denominator, counted_value,
    returned_value - counted_value as difference,
    -- half a point of a rate, one in a hundred of anything else: what rounding may do
    abs(returned_value - counted_value) > case when unit = 'percent' then 0.005 else 0.01 * greatest(abs(counted_value), 1) end
        as is_apart
from beside
where counted_value is not null and returned_value is not null
