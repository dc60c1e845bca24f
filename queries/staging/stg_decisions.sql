-- One row per administrative act, as last sent. Number and entity are named of penalties: of other acts nobody asks for them.
-- key: _submission_id, _row
select
    case when d.act = 'penalty' then d.decision_id end as decision_id,
    case when d.act = 'penalty' then d.entity_id end as entity_id,
    d.act,
    coalesce(d.department_code, d._department) as department_code,
    coalesce(r.present_code, d.region_code) as region_code,
    d.decided_on,
    d.due_on,
    d.due_at,
    d.published_on,
    d.published_at,
    d.reported_on,
    d.collated_on,
    d.unpublished_on,
    d.severity,
    d._submission_id,
    d._row,
    hash(d.decision_id, d.act) >> 20 as _key
from raw_decisions as d
left join stg_region as r on r.region_code = d.region_code
where not exists (
    select 1 from again_decisions as v where v._position = d._position and v._row = d._row and v.is_set_aside
)
