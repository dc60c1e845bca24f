-- One row per row sent whose key stands more than once in its feed: all versions, and which of them do not count.
-- key: _position, _row
with repeated as (
    -- few keys come twice; they are looked for by hash, and what shares no more than that is left out below
    select hash(commitment_id) as key_hash
    from raw_commitments
    group by hash(commitment_id)
    having count(*) > 1
),
versions as (
    select
        c.commitment_id as row_key,
        c.department_code,
        c.region_code,
        c._submission_id,
        c._position,
        c._row,
        count(*) over (partition by c.commitment_id) as n_versions,
        row_number() over (partition by c.commitment_id order by c._position desc, c._row desc) as nth,
        min(coalesce(c.department_code, c._department)) over (partition by c.commitment_id) as first_sender,
        max(coalesce(c.department_code, c._department)) over (partition by c.commitment_id) as last_sender
    from raw_commitments as c
    join repeated as k on k.key_hash = hash(c.commitment_id)
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
