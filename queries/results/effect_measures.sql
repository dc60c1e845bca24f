-- One row per listing that is compared and measure applied against it by the last end: the day it was first applied.
-- key: listing_id, measure_code
select m.listing_id, m.measure_code, min(m.applied_on) as applied_on
from fct_measure as m
join dim_sanction_end as q on q.is_latest and m.applied_on <= q.ends_on
join (select distinct listing_id from effect_case) as c on c.listing_id = m.listing_id
where m.list <> 'red'
group by m.listing_id, m.measure_code
