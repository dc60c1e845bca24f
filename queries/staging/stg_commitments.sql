-- One row per signed commitment, as last sent.
-- key: commitment_id
with repeated as (
    -- few keys come twice: only these are worth the cost of a window
    select commitment_id from raw_commitments group by commitment_id having count(*) > 1
),
versions as (
    select
        c._position,
        c._row,
        row_number() over (partition by c.commitment_id order by c._position desc, c._row desc) as nth,
        min(coalesce(c.department_code, c._department)) over (partition by c.commitment_id) as first_sender,
        max(coalesce(c.department_code, c._department)) over (partition by c.commitment_id) as last_sender
    from raw_commitments as c
    join repeated as k on k.commitment_id = c.commitment_id
),
set_aside as (
    -- replaced by a later file, or claimed by two departments: then neither version may win silently
    select _position, _row from versions where nth > 1 or first_sender <> last_sender
)
select
    c.commitment_id,
    c.entity_id,
    c.kind,
    coalesce(c.department_code, c._department) as department_code,
    coalesce(r.present_code, c.region_code) as region_code,
    c.signed_on,
    c.handling,
    c.papers_due_on,
    c.papers_on,
    c.published_on,
    c.due_on,
    c.checked_on,
    c.outcome,
    c.shared_on,
    c.handled_on,
    c._submission_id,
    c._row
from raw_commitments as c
left join stg_region as r on r.region_code = c.region_code
where not exists (
    select 1 from set_aside as s where s._position = c._position and s._row = c._row
)
