-- One row per file sent and region it speaks of; of registers without one, the region of the entities or of the plan.
-- key: _submission_id, region_code
-- by: _submission_id
select distinct _submission_id, region_code
from fct_sent
where region_code is not null
union
select distinct t._submission_id, p.region_code
from raw_task_reports as t
join ref_plan as p on p.plan = t.plan
union
select distinct a._submission_id, e.region_code
from raw_archives as a
join stg_entities as e on e.entity_id = a.entity_id
union
select distinct g._submission_id, e.region_code
from raw_grades as g
join stg_entities as e on e.entity_id = g.entity_id
