-- One row per department ('*': all), span that ends with a quarter and kind of commitment ('*': all), in the region and all below it.
-- key: department_code, quarter, n_quarters, kind
select * exclude (region_code)
from stat_commitment
where region_code = $region
order by department_code, quarter, kind
