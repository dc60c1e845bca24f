-- One row per region and department: objections raised in the four quarters that end with the chosen one, in the region and all below it.
-- key: region_code, department_code
select * exclude (quarter, n_quarters)
from stat_objection
where quarter = $quarter and n_quarters = 4 and department_code <> '*'
order by region_code, department_code
