-- One row per penalty whose document number an application for repair names.
-- key: decision_id
-- by: decided_on = decided_on in stg_decisions
-- Few are: they are looked for once, and for new decisions only.
select d.decision_id, d.entity_id, d.decided_on, d.severity, d.unpublished_on
from stg_decisions as d
join (select distinct decision_id from stg_repairs where listing_id is null and decision_id is not null) as r
    on r.decision_id = d.decision_id
where d.act = 'penalty'
