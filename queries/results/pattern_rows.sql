-- One row per pattern found, with what its weight is computed from.
-- key: pattern, indicator, act, department_code, region_code, quarter
select
    p.pattern, p.indicator, p.act, p.department_code, p.region_code, p.quarter, p.n, p.n_of, p.observed, p.reference,
    p.n_examined, i.series
from agg_pattern as p
left join ref_indicator as i on i.indicator = p.indicator
order by p.pattern, p.quarter, p.indicator, p.act, p.department_code, p.region_code
