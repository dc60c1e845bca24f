-- One row per quarter and region as registered: entities with a tier at the quarter's end, and all on the register.
-- key: quarter, region_code
select
    quarter, region_code, '*' as department_code,
    sum(case when tier = 'none' then 0 else n_at_end end) as n_tiered,
    sum(n_at_end) as n_registered
from agg_register_quarter
group by quarter, region_code
having sum(n_at_end) > 0
