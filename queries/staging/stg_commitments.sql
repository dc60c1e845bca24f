-- One row per signed commitment, as last sent.
-- key: commitment_id
select
    c.commitment_id,
    c.entity_id,
    c.kind,
    coalesce(c.department_code, c._department) as department_code,
    coalesce(r.present_code, c.region_code) as region_code,
    c.signed_on,
    c.handling,
    c.papers_due_on,
    c.papers_on,
    c.published_on,
    c.due_on,
    c.checked_on,
    c.outcome,
    c.shared_on,
    c.handled_on,
    c._submission_id,
    c._row,
    hash(c.commitment_id) >> 20 as _key
from raw_commitments as c
left join stg_region as r on r.region_code = c.region_code
where not exists (
    select 1 from again_commitments as v where v._position = c._position and v._row = c._row and v.is_set_aside
)
