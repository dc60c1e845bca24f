-- One row per span that ends with a quarter: repairs applied for in it, in the region and all below it, by the chosen department or all.
-- key: quarter, n_quarters
select * exclude (region_code, department_code)
from stat_repair
where region_code = $region and department_code = $department
order by quarter, n_quarters
