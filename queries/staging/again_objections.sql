-- One row per row sent whose key stands more than once in its feed: all versions, and which of them do not count.
-- key: _position, _row
with repeated as (
    -- few keys come twice; they are looked for by hash, and what shares no more than that is left out below
    select hash(objection_id) as key_hash
    from raw_objections
    group by hash(objection_id)
    having count(*) > 1
),
versions as (
    select
        o.objection_id as row_key,
        o.department_code,
        o.region_code,
        o._submission_id,
        o._position,
        o._row,
        count(*) over (partition by o.objection_id) as n_versions,
        row_number() over (partition by o.objection_id order by o._position desc, o._row desc) as nth,
        min(coalesce(o.department_code, o._department)) over (partition by o.objection_id) as first_sender,
        max(coalesce(o.department_code, o._department)) over (partition by o.objection_id) as last_sender
    from raw_objections as o
    join repeated as k on k.key_hash = hash(o.objection_id)
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
