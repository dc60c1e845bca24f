-- One row per reported number of one indicator, as last sent.
-- key: indicator, period, region_code, department_code
-- A form may number its rows (return_id), so that one file can hold two different figures of one office for one indicator
-- and period. They are neither added (the denominator would double) nor is the lower one on the sheet right: all versions
-- are set aside, an earlier file's among them, and check_return_sent_twice names them. The same figures twice are one return.
with repeated as (
    -- few keys come twice: only these are worth the cost of a window
    select indicator, period, region_code, department_code
    from raw_returns
    group by indicator, period, region_code, department_code
    having count(*) > 1
),
versions as (
    select
        n.indicator,
        n.period,
        n.region_code,
        n.department_code,
        n._position,
        n._row,
        coalesce(cast(n.numerator as varchar), '') || '/' || coalesce(cast(n.denominator as varchar), '') || '/'
            || coalesce(cast(n.value as varchar), '') as figures,
        rank() over (
            partition by n.indicator, n.period, n.region_code, n.department_code order by n._position desc
        ) as nth_file,
        row_number() over (
            partition by n.indicator, n.period, n.region_code, n.department_code
            order by n._position desc, n._row desc
        ) as nth
    from raw_returns as n
    join repeated as k on
        k.indicator = n.indicator
        and k.period = n.period
        and k.region_code = n.region_code
        and k.department_code = n.department_code
),
contradicted as (
    select indicator, period, region_code, department_code
    from versions
    where nth_file = 1
    group by indicator, period, region_code, department_code
    having min(figures) <> max(figures)
),
set_aside as (
    -- replaced by a later file of the same department, or contradicted within the last one
    select v._position, v._row
    from versions as v
    left join contradicted as c on
        c.indicator = v.indicator
        and c.period = v.period
        and c.region_code = v.region_code
        and c.department_code = v.department_code
    where v.nth > 1 or c.indicator is not null
)
select
    n.indicator,
    n.period,
    coalesce(r.present_code, n.region_code) as region_code,
    n.department_code,
    n.numerator,
    n.denominator,
    n.value,
    n.reported_on,
    n._submission_id,
    n._row
from raw_returns as n
left join stg_region as r on r.region_code = n.region_code
where not exists (
    select 1 from set_aside as s where s._position = n._position and s._row = n._row
)
