-- One row per indicator, month, region and department ('*') of the figures kept by month: the finest series there is.
-- key: indicator, month_index, region_code, department_code
select
    r.indicator,
    r.region_code,
    r.department_code,
    substr(r.period, 1, 4) || 'Q' || cast((cast(substr(r.period, 6, 2) as integer) + 2) // 3 as varchar) as quarter,
    cast(substr(r.period, 1, 4) as integer) * 12 + cast(substr(r.period, 6, 2) as integer) - 1 as month_index,
    r.value,
    r.denominator
from agg_rollup as r
inner join ref_indicator as i on i.indicator = r.indicator
where r.period_kind = 'month' and i.series in ('flow', 'stock')
