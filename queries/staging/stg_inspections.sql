-- One row per visit to one entity, as last sent.
-- key: inspection_id
select
    i.inspection_id,
    i.entity_id,
    coalesce(i.department_code, i._department) as department_code,
    i.joint_departments,
    coalesce(r.present_code, i.region_code) as region_code,
    i.tier,
    i.selection,
    i.mode,
    i.inspected_on,
    i.result,
    i._submission_id,
    i._row,
    hash(i.inspection_id) >> 20 as _key
from raw_inspections as i
left join stg_region as r on r.region_code = i.region_code
where not exists (
    select 1 from again_inspections as v where v._position = i._position and v._row = i._row and v.is_set_aside
)
