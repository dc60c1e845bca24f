-- One row per entity ever visited: a number for it, and what the register says of it.
-- key: entity_id
-- The number lives as long as one build: whatever counts entities does so by it, at half the cost of an identifier of 18 characters.
select
    cast(row_number() over () as integer) as entity_number,
    v.entity_id,
    e.region_code,
    e.registered_on,
    e.deregistered_on,
    e.entity_id is not null as is_registered
from (select distinct entity_id from stg_inspections) as v
left join stg_entities as e on e.entity_id = v.entity_id
