-- One row per cross-feed finding, feed and department, all quarters together; and per feed whose counts cannot be: more cases
-- than there were to count.
-- key: finding, feed, department_code
with
impossible as (
    select
        'counted_out_of_range' as finding, split_part(i.feeds, ',', 1) as feed, o.department_code, o.region_code,
        cast(year(o.period_end) as varchar) || 'Q' || cast(quarter(o.period_end) as varchar) as quarter, 1 as n_rows
    from agg_observation as o
    inner join ref_indicator as i on i.indicator = o.indicator
    where o.origin = 'event' and i.unit = 'percent' and o.numerator > coalesce(i.ceiling, 1) * o.denominator
),
found as (
    select finding, feed, department_code, region_code, quarter, n_rows from meta_finding
    union all
    select finding, feed, department_code, region_code, quarter, n_rows from impossible
)
select
    finding, feed, department_code, sum(n_rows) as n_rows, count(distinct region_code) as n_regions, min(quarter) as first_quarter,
    max(quarter) as last_quarter
from found
group by finding, feed, department_code
order by n_rows desc, finding, feed, department_code
