-- One row per application for credit repair, as last sent.
-- key: repair_id
select
    p.repair_id,
    p.listing_id,
    p.decision_id,
    coalesce(p.department_code, p._department) as department_code,
    coalesce(r.present_code, p.region_code) as region_code,
    p.applied_on,
    p.accepted_on,
    p.decided_on,
    p.outcome,
    p.unpublished_on,
    p.audited_on,
    p.audit_result,
    p._submission_id,
    p._row,
    hash(p.repair_id) >> 20 as _key
from raw_repairs as p
left join stg_region as r on r.region_code = p.region_code
where not exists (
    select 1 from again_repairs as v where v._position = p._position and v._row = p._row and v.is_set_aside
)
