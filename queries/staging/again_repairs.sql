-- One row per row sent whose key stands more than once in its feed: all versions, and which of them do not count.
-- key: _position, _row
with repeated as (
    -- few keys come twice; they are looked for by hash, and what shares no more than that is left out below
    select hash(repair_id) as key_hash
    from raw_repairs
    group by hash(repair_id)
    having count(*) > 1
),
versions as (
    select
        p.repair_id as row_key,
        p.department_code,
        p.region_code,
        p._submission_id,
        p._position,
        p._row,
        count(*) over (partition by p.repair_id) as n_versions,
        row_number() over (partition by p.repair_id order by p._position desc, p._row desc) as nth,
        min(coalesce(p.department_code, p._department)) over (partition by p.repair_id) as first_sender,
        max(coalesce(p.department_code, p._department)) over (partition by p.repair_id) as last_sender
    from raw_repairs as p
    join repeated as k on k.key_hash = hash(p.repair_id)
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
