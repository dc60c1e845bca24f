-- One row per credit file a department opened for an entity, as last sent.
-- key: entity_id, archive_kind, department_code
with repeated as (
    -- few keys come twice: only these are worth the cost of a window
    select entity_id, archive_kind, department_code
    from raw_archives
    group by entity_id, archive_kind, department_code
    having count(*) > 1
),
versions as (
    select
        a._position,
        a._row,
        row_number() over (
            partition by a.entity_id, a.archive_kind, a.department_code
            order by a._position desc, a._row desc
        ) as nth
    from raw_archives as a
    join repeated as k on
        k.entity_id = a.entity_id
        and k.archive_kind = a.archive_kind
        and k.department_code = a.department_code
),
set_aside as (
    -- replaced by a later file of the same department
    select _position, _row from versions where nth > 1
)
select
    a.entity_id,
    a.archive_kind,
    a.department_code,
    a.opened_on,
    a.updated_on,
    a.closed_on,
    a._submission_id,
    a._row
from raw_archives as a
where not exists (
    select 1 from set_aside as s where s._position = a._position and s._row = a._row
)
