-- One row per credit file a department opened for an entity, as last sent.
-- key: entity_id, archive_kind, department_code
select
    a.entity_id,
    a.archive_kind,
    a.department_code,
    a.opened_on,
    a.closed_on,
    a._submission_id,
    a._row,
    hash(a.entity_id, a.archive_kind, a.department_code) >> 20 as _key
from raw_archives as a
where not exists (
    select 1 from again_archives as v where v._position = a._position and v._row = a._row and v.is_set_aside
)
