-- One row per entity and list it stood on for a time, as last sent.
-- key: listing_id
select
    l.listing_id,
    l.entity_id,
    l.list,
    l.grade,
    l.ground,
    l.document,
    coalesce(l.department_code, l._department) as department_code,
    coalesce(r.present_code, l.region_code) as region_code,
    l.listed_on,
    l.notified_on,
    l.published_on,
    l.complied_on,
    l.expires_on,
    l.exited_on,
    l.exit_reason,
    l._submission_id,
    l._row,
    hash(l.listing_id) >> 20 as _key
from raw_listings as l
left join stg_region as r on r.region_code = l.region_code
where not exists (
    select 1 from again_listings as v where v._position = l._position and v._row = l._row and v.is_set_aside
)
