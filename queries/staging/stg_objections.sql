-- One row per objection to a record, as last sent.
-- key: objection_id
select
    o.objection_id,
    o.listing_id,
    o.decision_id,
    coalesce(o.department_code, o._department) as department_code,
    coalesce(r.present_code, o.region_code) as region_code,
    o.raised_on,
    o.suspended_on,
    o.answered_on,
    o.upheld,
    o.corrected_on,
    o._submission_id,
    o._row,
    hash(o.objection_id) >> 20 as _key
from raw_objections as o
left join stg_region as r on r.region_code = o.region_code
where not exists (
    select 1 from again_objections as v where v._position = o._position and v._row = o._row and v.is_set_aside
)
