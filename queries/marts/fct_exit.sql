-- One row per exit from a list after which the entity could offend again, by the as-of date.
-- key: listing_id
-- Not: the red list, listings corrected (there was no breach) and entities closed. watched_until: the entity's own end, if it has one.
-- nth: any whole number of its own.
select
    row_number() over () as nth, l.listing_id, l.entity_id, l.entity, l.cell, l.list, l.grade, l.ground, l.department_code, l.region_code,
    coalesce(c.ancestor_code, l.region_code) as city_code, l.exited_on, coalesce(r.deregistered_on, cast('9998-12-31' as date)) as watched_until
from fct_listing as l
left join ref_region_ancestor as c on c.region_code = l.region_code and c.ancestor_level = 'city'
left join stg_entities as r on r.entity_id = l.entity_id and r.deregistered_on >= l.exited_on
where l.list <> 'red' and l.exited_q < 99999 and l.ending not in ('corrected', 'deregistered') and l.exited_on >= l.listed_on
