-- One row per region inside the chosen one, department and measure in the window: what the tables are cut from.
-- key: region_code, department_code, measure_code
select s.* exclude (n_quarters, list, grade)
from stat_measure as s
inner join ref_region_ancestor as a on a.region_code = s.region_code and a.ancestor_code = $region
where s.quarter = $quarter and s.n_quarters = $window and s.list = $list and s.grade = '*' and s.department_code <> '*'
order by s.region_code, s.department_code, s.measure_code
