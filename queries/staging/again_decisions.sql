-- One row per row sent whose key stands more than once in its feed: all versions, and which of them do not count.
-- key: _position, _row
with repeated as (
    -- few keys come twice; they are looked for by hash, and what shares no more than that is left out below
    select hash(decision_id, act) as key_hash
    from raw_decisions
    group by hash(decision_id, act)
    having count(*) > 1
),
versions as (
    select
        d.decision_id || '|' || d.act as row_key,
        d.department_code,
        d.region_code,
        d._submission_id,
        d._position,
        d._row,
        count(*) over (partition by d.decision_id, d.act) as n_versions,
        row_number() over (partition by d.decision_id, d.act order by d._position desc, d._row desc) as nth,
        min(coalesce(d.department_code, d._department)) over (partition by d.decision_id, d.act) as first_sender,
        max(coalesce(d.department_code, d._department)) over (partition by d.decision_id, d.act) as last_sender
    from raw_decisions as d
    join repeated as k on k.key_hash = hash(d.decision_id, d.act)
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
