-- One row per entity the register was ever told of.
-- key: entity_id
select distinct entity_id from raw_entities
