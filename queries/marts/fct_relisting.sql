-- One row per exit and later listing of the same entity: offended again, in the same city or elsewhere.
-- key: listing_id, again_id
select
    e.listing_id, l.listing_id as again_id, l.listed_on as again_on, cast(l.listed_on - e.exited_on as integer) as days,
    case when coalesce(c.ancestor_code, l.region_code) = e.city_code then 'same_region' else 'elsewhere' end as place
from fct_exit as e
join fct_listing as l on
    l.entity = e.entity and l.n_listings > 1 and l.listed_on > e.exited_on and l.listed_on <= e.watched_until
    and l.list <> 'red' and l.listing_id <> e.listing_id
left join ref_region_ancestor as c on c.region_code = l.region_code and c.ancestor_level = 'city'
