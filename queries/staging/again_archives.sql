-- One row per row sent whose key stands more than once in its feed: all versions, and which of them do not count.
-- key: _position, _row
with repeated as (
    -- few keys come twice; they are looked for by hash, and what shares no more than that is left out below
    select hash(entity_id, archive_kind, department_code) as key_hash
    from raw_archives
    group by hash(entity_id, archive_kind, department_code)
    having count(*) > 1
),
versions as (
    select
        a.entity_id || '|' || a.archive_kind || '|' || a.department_code as row_key,
        a._submission_id,
        a._position,
        a._row,
        count(*) over (partition by a.entity_id, a.archive_kind, a.department_code) as n_versions,
        row_number() over (
            partition by a.entity_id, a.archive_kind, a.department_code
            order by a._position desc, a._row desc
        ) as nth
    from raw_archives as a
    join repeated as k on k.key_hash = hash(a.entity_id, a.archive_kind, a.department_code)
)
select
    row_key,
    _submission_id,
    _position,
    _row,
    -- replaced by a later file of the same department
    nth > 1 as is_set_aside
from versions
where n_versions > 1
