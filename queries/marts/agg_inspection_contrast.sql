-- One row per quarter, region of every level and department ('*'): high-risk entities drawn and visited since 1 January,
-- and how many they would be at the ratio of the low-risk ones.
-- key: quarter, region_code, department_code
select
    h.quarter, h.region_code, h.department_code,
    h.n_inspected as n_high,
    h.n_register * l.n_inspected / l.n_register as n_high_at_low_ratio
from agg_inspection_tier_quarter as h
join agg_inspection_tier_quarter as l on
    l.quarter = h.quarter
    and l.region_code = h.region_code
    and l.department_code = h.department_code
where h.selection = 'random' and l.selection = 'random' and h.tier = 'D' and l.tier = 'A' and h.n_register > 0 and l.n_inspected > 0
