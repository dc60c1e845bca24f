-- One row per formal talk with one entity, as last sent.
-- key: interview_id
select
    i.interview_id,
    i.listing_id,
    i.entity_id,
    i.kind,
    coalesce(i.department_code, i._department) as department_code,
    coalesce(r.present_code, i.region_code) as region_code,
    i.held_on,
    i.rectify_by,
    i.rectified_on,
    i.recorded_on,
    i._submission_id,
    i._row,
    hash(i.interview_id) >> 20 as _key
from raw_interviews as i
left join stg_region as r on r.region_code = i.region_code
where not exists (
    select 1 from again_interviews as v where v._position = i._position and v._row = i._row and v.is_set_aside
)
