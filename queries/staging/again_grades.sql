-- One row per row sent whose key stands more than once in its feed: all versions, and which of them do not count.
-- key: _position, _row
with repeated as (
    -- few keys come twice; they are looked for by hash, and what shares no more than that is left out below
    select hash(entity_id, scheme, valid_from) as key_hash
    from raw_grades
    group by hash(entity_id, scheme, valid_from)
    having count(*) > 1
),
versions as (
    select
        g.entity_id || '|' || g.scheme || '|' || cast(g.valid_from as varchar) as row_key,
        g._department as department_code,
        cast(null as varchar) as region_code,
        g._submission_id,
        g._position,
        g._row,
        count(*) over (partition by g.entity_id, g.scheme, g.valid_from) as n_versions,
        row_number() over (
            partition by g.entity_id, g.scheme, g.valid_from
            order by g._position desc, g._row desc
        ) as nth,
        min(g._department) over (partition by g.entity_id, g.scheme, g.valid_from) as first_sender,
        max(g._department) over (partition by g.entity_id, g.scheme, g.valid_from) as last_sender
    from raw_grades as g
    join repeated as k on k.key_hash = hash(g.entity_id, g.scheme, g.valid_from)
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
