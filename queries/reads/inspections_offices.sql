-- One row per office, tier and way of selection inside the chosen region: everything the drill tables are cut from.
-- key: region_code, department_code, tier, selection
select r.* exclude (quarter)
from stat_inspection_ratio as r
inner join ref_region_ancestor as a on a.region_code = r.region_code and a.ancestor_code = $region
where r.quarter = $quarter and ($department = '*' or r.department_code = $department)
order by r.region_code, r.department_code, r.selection, r.tier
