-- One row per region, department and span that ends with a quarter: objections raised in it, in the region and all below it, by the department ('*': all).
-- key: region_code, department_code, quarter, n_quarters
select *
from stat_objection
order by region_code, quarter, department_code, n_quarters
