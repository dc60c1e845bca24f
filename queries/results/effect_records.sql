-- One row per bad record of an entity that was ever listed: penalties and listings.
select d.entity_id, d.decided_on as "on"
from stg_decisions as d
join (select distinct entity_id from fct_listing where list <> 'red') as l on l.entity_id = d.entity_id
where d.act = 'penalty' and d.decided_on <= (select max(ends_on) from dim_sanction_end)
union all
select entity_id, listed_on
from fct_listing
where list <> 'red' and listed_on <= (select max(ends_on) from dim_sanction_end)
