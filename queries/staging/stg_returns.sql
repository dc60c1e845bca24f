-- One row per reported number of one indicator, as last sent.
-- key: indicator, period, region_code, department_code
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
    n._row,
    hash(n.indicator, n.period, n.region_code, n.department_code) >> 20 as _key
from raw_returns as n
left join stg_region as r on r.region_code = n.region_code
where not exists (
    select 1 from again_returns as v where v._position = n._position and v._row = n._row and v.is_set_aside
)
