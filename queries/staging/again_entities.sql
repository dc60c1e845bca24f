-- One row per row sent whose key stands more than once in its feed: all versions, and which of them do not count.
-- key: _position, _row
with repeated as (
    -- few keys come twice; they are looked for by hash, and what shares no more than that is left out below
    select hash(entity_id) as key_hash
    from raw_entities
    group by hash(entity_id)
    having count(*) > 1
),
versions as (
    select
        e.entity_id as row_key,
        e._department as department_code,
        e.region_code,
        e._submission_id,
        e._position,
        e._row,
        count(*) over (partition by e.entity_id) as n_versions,
        row_number() over (partition by e.entity_id order by e._position desc, e._row desc) as nth,
        min(e._department) over (partition by e.entity_id) as first_sender,
        max(e._department) over (partition by e.entity_id) as last_sender
    from raw_entities as e
    join repeated as k on k.key_hash = hash(e.entity_id)
)
select
    row_key,
    department_code,
    region_code,
    _submission_id,
    _position,
    _row,
    coalesce(first_sender <> last_sender, false) as is_claimed_twice,
    -- replaced by a later file, or claimed by two departments: then neither version may win silently
    nth > 1 or coalesce(first_sender <> last_sender, false) as is_set_aside
from versions
where n_versions > 1
