-- One row per office (department in a region at or below the chosen one), defect and part found in the quarter: for the download.
-- key: region_code, department_code, defect, part
select d.* exclude (quarter)
from stat_rights_defect as d
inner join ref_region_ancestor as a on a.region_code = d.region_code and a.ancestor_code = $region
where d.quarter = $quarter and d.department_code <> '*' and d.n > 0 and ($department = '*' or d.department_code = $department)
order by d.region_code, d.department_code, d.defect, d.part <> '*', d.part
