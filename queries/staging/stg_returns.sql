-- One row per reported number of one indicator, as last sent.
-- key: indicator, period, region_code, department_code
with repeated as (
    -- few keys come twice: only these are worth the cost of a window
    select indicator, period, region_code, department_code
    from raw_returns
    group by indicator, period, region_code, department_code
    having count(*) > 1
),
versions as (
    select
        n._position,
        n._row,
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
set_aside as (
    -- replaced by a later file of the same department
    select _position, _row from versions where nth > 1
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
