-- One row per indicator and region with an outlook: what the best of its level reached in the quarter of its latest figure.
-- key: indicator, region_code
with latest as (
    select distinct o.indicator, o.region_code, o.last_quarter, r.level
    from stat_outlook as o
    inner join ref_region as r on r.region_code = o.region_code and r.valid_to is null
    where o.family = 'region'
)
select l.indicator, l.region_code, k.benchmark, k.excluded
from latest as l
inner join stat_rank as k
    on k.indicator = l.indicator and k.quarter = l.last_quarter and k.root_code = $root and k.level = l.level and k.region_code = l.region_code
order by l.indicator
