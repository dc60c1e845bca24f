-- One row per measure due against one listing, as last sent.
-- key: measure_id
select
    m.measure_id,
    m.listing_id,
    m.measure_code,
    coalesce(m.department_code, m._department) as department_code,
    coalesce(r.present_code, m.region_code) as region_code,
    m.basis,
    m.due_on,
    m.checked_on,
    m.applied_on,
    m.fed_back_on,
    m.effect,
    m.amount,
    m.limit_until,
    m.ended_on,
    m._submission_id,
    m._row,
    hash(m.measure_id) >> 20 as _key
from raw_measures as m
left join stg_region as r on r.region_code = m.region_code
where not exists (
    select 1 from again_measures as v where v._position = m._position and v._row = m._row and v.is_set_aside
)
