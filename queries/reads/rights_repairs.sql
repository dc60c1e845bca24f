-- One row per region, department and span that ends with a quarter: repairs applied for in it, in the region and all below it, by the department ('*': all).
-- key: region_code, department_code, quarter, n_quarters
select *
from stat_repair
order by region_code, quarter, department_code, n_quarters
