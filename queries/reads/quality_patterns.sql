-- One row per pattern found in returns or delays, latest first, with its weight.
-- key: pattern, indicator, act, department_code, region_code, quarter
select
    p.pattern, p.indicator, p.act, p.department_code, p.region_code, p.quarter, p.n, p.n_of, p.observed, p.reference,
    p.n_examined, w.p, w.q, w.state, i.name_zh, i.name_en, r.name_zh as region_zh, r.name_en as region_en
from agg_pattern as p
left join stat_pattern as w on
    w.pattern = p.pattern
    and w.quarter = p.quarter
    and w.department_code = p.department_code
    and w.region_code = p.region_code
    and w.indicator is not distinct from p.indicator
    and w.act is not distinct from p.act
left join ref_indicator as i on i.indicator = p.indicator
left join ref_region as r on r.region_code = p.region_code
order by p.quarter desc, p.pattern, p.n desc, p.department_code, p.indicator, p.act, p.region_code
