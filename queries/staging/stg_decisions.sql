-- One row per administrative act, as last sent.
-- key: decision_id, act
with repeated as (
    -- few keys come twice: only these are worth the cost of a window
    select decision_id, act from raw_decisions group by decision_id, act having count(*) > 1
),
versions as (
    select
        d._position,
        d._row,
        row_number() over (partition by d.decision_id, d.act order by d._position desc, d._row desc) as nth,
        min(coalesce(d.department_code, d._department)) over (partition by d.decision_id, d.act) as first_sender,
        max(coalesce(d.department_code, d._department)) over (partition by d.decision_id, d.act) as last_sender
    from raw_decisions as d
    join repeated as k on k.decision_id = d.decision_id and k.act = d.act
),
set_aside as (
    -- replaced by a later file, or claimed by two departments: then neither version may win silently
    select _position, _row from versions where nth > 1 or first_sender <> last_sender
)
select
    d.decision_id,
    d.entity_id,
    d.act,
    coalesce(d.department_code, d._department) as department_code,
    coalesce(r.present_code, d.region_code) as region_code,
    d.decided_on,
    d.decided_at,
    d.due_on,
    d.due_at,
    d.published_on,
    d.published_at,
    d.reported_on,
    d.collated_on,
    d.unpublished_on,
    d.severity,
    d._submission_id,
    d._row
from raw_decisions as d
left join stg_region as r on r.region_code = d.region_code
where not exists (
    select 1 from set_aside as s where s._position = d._position and s._row = d._row
)
