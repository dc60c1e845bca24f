-- One row per bad record of an entity that is compared: penalties and listings.
-- by: on = decided_on in stg_decisions
with compared as (
    select distinct entity_id from effect_case where outcome = 'comply'
)
select d.entity_id, d.decided_on as "on"
from stg_decisions as d
join compared as c on c.entity_id = d.entity_id
where d.act = 'penalty' and d.decided_on <= (select max(ends_on) from dim_sanction_end)
union all
select l.entity_id, l.listed_on
from fct_listing as l
join compared as c on c.entity_id = l.entity_id
where l.list <> 'red' and l.listed_on <= (select max(ends_on) from dim_sanction_end)
