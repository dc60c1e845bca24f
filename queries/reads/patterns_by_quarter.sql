-- One row per pattern found in figures of a quarter, with its weight.
-- key: quarter, pattern, indicator, act, department_code, region_code
select
    p.pattern, p.indicator, p.act, p.department_code, p.region_code, p.quarter, p.n, p.n_of, p.observed, p.reference,
    p.n_examined, w.p, w.q, w.state
from agg_pattern as p
left join stat_pattern as w on
    w.pattern = p.pattern and w.quarter = p.quarter and w.department_code = p.department_code and w.region_code = p.region_code
    and w.indicator is not distinct from p.indicator and w.act is not distinct from p.act
order by p.quarter, w.q nulls last, p.pattern, p.department_code, p.indicator, p.act, p.region_code
