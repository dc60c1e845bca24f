-- One row per file of the register with rows that do not count, no version of their code being left.
-- key: _submission_id
-- by: _submission_id in raw_entities
-- A code that was sent and has no version left in staging is one that two departments claim.
select e._submission_id, count(*) as n_rows
from raw_entities as e
left join stg_entities as s on s.entity_id = e.entity_id
where s.entity_id is null
group by e._submission_id
