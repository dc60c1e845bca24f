-- One row per application for credit repair, as last sent.
-- key: repair_id
with repeated as (
    -- few keys come twice: only these are worth the cost of a window
    select repair_id from raw_repairs group by repair_id having count(*) > 1
),
versions as (
    select
        p._position,
        p._row,
        row_number() over (partition by p.repair_id order by p._position desc, p._row desc) as nth,
        min(coalesce(p.department_code, p._department)) over (partition by p.repair_id) as first_sender,
        max(coalesce(p.department_code, p._department)) over (partition by p.repair_id) as last_sender
    from raw_repairs as p
    join repeated as k on k.repair_id = p.repair_id
),
set_aside as (
    -- replaced by a later file, or claimed by two departments: then neither version may win silently
    select _position, _row from versions where nth > 1 or first_sender <> last_sender
)
select
    p.repair_id,
    p.listing_id,
    p.decision_id,
    coalesce(p.department_code, p._department) as department_code,
    coalesce(r.present_code, p.region_code) as region_code,
    p.applied_on,
    p.accepted_on,
    p.decided_on,
    p.outcome,
    p.unpublished_on,
    p.audited_on,
    p.audit_result,
    p._submission_id,
    p._row
from raw_repairs as p
left join stg_region as r on r.region_code = p.region_code
where not exists (
    select 1 from set_aside as s where s._position = p._position and s._row = p._row
)
