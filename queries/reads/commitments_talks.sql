-- One row per span that ends with a quarter and kind of talk ('*': all), in the region and all below it, of the chosen department or all.
-- key: quarter, n_quarters, kind
select * exclude (region_code, department_code)
from stat_interview
where region_code = $region and department_code = $department
order by quarter, kind
