-- One row per entity ever listed: a whole number for it, by which the marts of the chain group and join, and how often it was listed.
-- key: entity_id
select entity_id, row_number() over (order by entity_id) as entity, n_listings
from (
    select l.entity_id, count(*) as n_listings
    from stg_listings as l
    cross join build_settings as s
    where l.listed_on <= s.as_of
    group by l.entity_id
) as e
