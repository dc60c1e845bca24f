-- One row per region next below the chosen one (beside it, where none is below) and defect, of the chosen department or all.
-- key: region_code, defect
with here as (
    select region_code from ref_region where parent_code = $region and valid_to is null
    union
    select r.region_code
    from ref_region as r
    where
        r.valid_to is null
        and r.parent_code = (select parent_code from ref_region where region_code = $region and valid_to is null)
        and not exists (select 1 from ref_region as b where b.parent_code = $region and b.valid_to is null)
)
select d.region_code, d.defect, d.n, d.n_of, d.n_standing, d.low, d.high
from stat_rights_defect as d
inner join here as h on h.region_code = d.region_code
where d.quarter = $quarter and d.department_code = $department and d.part = '*'
