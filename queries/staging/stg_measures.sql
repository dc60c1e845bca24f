-- One row per measure due against one listing, as last sent.
-- key: measure_id
with repeated as (
    -- few keys come twice: only these are worth the cost of a window
    select measure_id from raw_measures group by measure_id having count(*) > 1
),
versions as (
    select
        m._position,
        m._row,
        row_number() over (partition by m.measure_id order by m._position desc, m._row desc) as nth,
        min(coalesce(m.department_code, m._department)) over (partition by m.measure_id) as first_sender,
        max(coalesce(m.department_code, m._department)) over (partition by m.measure_id) as last_sender
    from raw_measures as m
    join repeated as k on k.measure_id = m.measure_id
),
set_aside as (
    -- replaced by a later file, or claimed by two departments: then neither version may win silently
    select _position, _row from versions where nth > 1 or first_sender <> last_sender
)
select
    m.measure_id,
    m.listing_id,
    m.measure_code,
    coalesce(m.department_code, m._department) as department_code,
    coalesce(r.present_code, m.region_code) as region_code,
    m.basis,
    m.due_on,
    m.checked_on,
    m.applied_on,
    m.fed_back_on,
    m.effect,
    m.amount,
    m.limit_until,
    m.ended_on,
    m._submission_id,
    m._row
from raw_measures as m
left join stg_region as r on r.region_code = m.region_code
where not exists (
    select 1 from set_aside as s where s._position = m._position and s._row = m._row
)
