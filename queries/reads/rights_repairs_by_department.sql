-- One row per department: repairs applied for in the four quarters that end with the chosen one, in the region and all below it.
-- key: department_code
select * exclude (region_code, quarter, n_quarters)
from stat_repair
where region_code = $region and quarter = $quarter and n_quarters = 4 and department_code <> '*'
order by department_code
