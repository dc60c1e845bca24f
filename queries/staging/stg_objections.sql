-- One row per objection to a record, as last sent.
-- key: objection_id
with repeated as (
    -- few keys come twice: only these are worth the cost of a window
    select objection_id from raw_objections group by objection_id having count(*) > 1
),
versions as (
    select
        o._position,
        o._row,
        row_number() over (partition by o.objection_id order by o._position desc, o._row desc) as nth,
        min(coalesce(o.department_code, o._department)) over (partition by o.objection_id) as first_sender,
        max(coalesce(o.department_code, o._department)) over (partition by o.objection_id) as last_sender
    from raw_objections as o
    join repeated as k on k.objection_id = o.objection_id
),
set_aside as (
    -- replaced by a later file, or claimed by two departments: then neither version may win silently
    select _position, _row from versions where nth > 1 or first_sender <> last_sender
)
select
    o.objection_id,
    o.listing_id,
    o.decision_id,
    coalesce(o.department_code, o._department) as department_code,
    coalesce(r.present_code, o.region_code) as region_code,
    o.raised_on,
    o.suspended_on,
    o.answered_on,
    o.upheld,
    o.corrected_on,
    o._submission_id,
    o._row
from raw_objections as o
left join stg_region as r on r.region_code = o.region_code
where not exists (
    select 1 from set_aside as s where s._position = o._position and s._row = o._row
)
