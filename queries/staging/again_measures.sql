-- One row per row sent whose key stands more than once in its feed: all versions, and which of them do not count.
-- key: _position, _row
with repeated as (
    -- few keys come twice; they are looked for by hash, and what shares no more than that is left out below
    select hash(measure_id) as key_hash
    from raw_measures
    group by hash(measure_id)
    having count(*) > 1
),
versions as (
    select
        m.measure_id as row_key,
        m.department_code,
        m.region_code,
        m._submission_id,
        m._position,
        m._row,
        count(*) over (partition by m.measure_id) as n_versions,
        row_number() over (partition by m.measure_id order by m._position desc, m._row desc) as nth,
        min(coalesce(m.department_code, m._department)) over (partition by m.measure_id) as first_sender,
        max(coalesce(m.department_code, m._department)) over (partition by m.measure_id) as last_sender
    from raw_measures as m
    join repeated as k on k.key_hash = hash(m.measure_id)
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
