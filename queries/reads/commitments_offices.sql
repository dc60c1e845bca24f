-- One row per region at or below the chosen one (each with all below it), department and kind, in the quarter: for the download.
-- key: region_code, department_code, kind
select c.* exclude (n_quarters)
from stat_commitment as c
inner join ref_region_ancestor as p on p.region_code = c.region_code and p.ancestor_code = $region
where c.quarter = $quarter and c.n_quarters = 1 and c.kind <> '*' and c.department_code <> '*' and ($department = '*' or c.department_code = $department)
order by c.region_code, c.department_code, c.kind
