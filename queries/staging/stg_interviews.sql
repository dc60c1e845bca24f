-- One row per formal talk with one entity, as last sent.
-- key: interview_id
with repeated as (
    -- few keys come twice: only these are worth the cost of a window
    select interview_id from raw_interviews group by interview_id having count(*) > 1
),
versions as (
    select
        i._position,
        i._row,
        row_number() over (partition by i.interview_id order by i._position desc, i._row desc) as nth,
        min(coalesce(i.department_code, i._department)) over (partition by i.interview_id) as first_sender,
        max(coalesce(i.department_code, i._department)) over (partition by i.interview_id) as last_sender
    from raw_interviews as i
    join repeated as k on k.interview_id = i.interview_id
),
set_aside as (
    -- replaced by a later file, or claimed by two departments: then neither version may win silently
    select _position, _row from versions where nth > 1 or first_sender <> last_sender
)
select
    i.interview_id,
    i.listing_id,
    i.entity_id,
    i.kind,
    coalesce(i.department_code, i._department) as department_code,
    coalesce(r.present_code, i.region_code) as region_code,
    i.held_on,
    i.rectify_by,
    i.rectified_on,
    i.recorded_on,
    i._submission_id,
    i._row
from raw_interviews as i
left join stg_region as r on r.region_code = i.region_code
where not exists (
    select 1 from set_aside as s where s._position = i._position and s._row = i._row
)
