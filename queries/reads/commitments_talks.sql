-- One row per department ('*': all), span that ends with a quarter and kind of talk ('*': all), in the region and all below it.
-- key: department_code, quarter, n_quarters, kind
select * exclude (region_code)
from stat_interview
where region_code = $region
order by department_code, quarter, kind
