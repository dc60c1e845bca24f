-- One row per measure applied by the as-of date, with what decides whether it may stand: basis, limit, catalogue, listing, repair.
-- key: measure_id
-- until_on is the first day it no longer stood; the day after the as-of date while it does. Incentives (the red list) are none.
with repaired as (
    select p.listing_id, min(p.decided_on) as granted_on
    from stg_repairs as p
    cross join build_settings as s
    where p.outcome = 'granted' and p.decided_on <= s.as_of and p.listing_id is not null
    group by p.listing_id
),
catalogue as (
    select min(valid_from) as catalogue_from from ref_rule where kind = 'catalogue'
)
select
    m.measure_id, m.listing_id, l.entity_id, m.measure_code, m.department_code, m.region_code, m.applied_on,
    case when m.ended_on <= s.as_of then m.ended_on else cast(s.as_of + interval 1 day as date) end as until_on,
    m.ended_on <= s.as_of as is_ended,
    nullif(trim(m.basis), '') is not null as has_basis,
    k.measure_code is not null as is_in_catalogue,
    greatest(m.applied_on, c.catalogue_from) as catalogue_from,
    case when m.limit_until <= s.as_of then m.limit_until end as limit_until,
    -- a listing left because of a repair is told with the repair, not twice
    case when l.exited_on <= s.as_of and p.granted_on is null then l.exited_on end as exited_on,
    e.act_by as exit_act_by,
    p.granted_on,
    g.act_by as grant_act_by
from stg_measures as m
cross join build_settings as s
cross join catalogue as c
left join stg_listings as l on l.listing_id = m.listing_id
left join repaired as p on p.listing_id = m.listing_id
left join ref_catalogue_measure as k on k.measure_code = m.measure_code
left join dim_grace as e on e.day = l.exited_on
left join dim_grace as g on g.day = p.granted_on
where m.applied_on <= s.as_of and coalesce(l.list, '') <> 'red'
