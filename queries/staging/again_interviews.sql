-- One row per row sent whose key stands more than once in its feed: all versions, and which of them do not count.
-- key: _position, _row
with repeated as (
    -- few keys come twice; they are looked for by hash, and what shares no more than that is left out below
    select hash(interview_id) as key_hash
    from raw_interviews
    group by hash(interview_id)
    having count(*) > 1
),
versions as (
    select
        i.interview_id as row_key,
        i.department_code,
        i.region_code,
        i._submission_id,
        i._position,
        i._row,
        count(*) over (partition by i.interview_id) as n_versions,
        row_number() over (partition by i.interview_id order by i._position desc, i._row desc) as nth,
        min(coalesce(i.department_code, i._department)) over (partition by i.interview_id) as first_sender,
        max(coalesce(i.department_code, i._department)) over (partition by i.interview_id) as last_sender
    from raw_interviews as i
    join repeated as k on k.key_hash = hash(i.interview_id)
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
