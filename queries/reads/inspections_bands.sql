-- One row per office inside the chosen region and tier with a published band of its own.
-- key: region_code, department_code, tier
select r.region_code, r.department_code, r.tier, r.band_low, r.band_high, r.n_register, r.n_inspected, r.n_short, r.n_excess, r.band_state
from stat_inspection_ratio as r
inner join ref_region_ancestor as a on a.region_code = r.region_code and a.ancestor_code = $region
where
    r.quarter = $quarter and r.selection = 'random' and r.band_low is not null and ($department = '*' or r.department_code = $department)
order by r.n_short desc nulls last, r.region_code, r.department_code, r.tier
