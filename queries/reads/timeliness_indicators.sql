-- One row per indicator of the catalogue counted from these clocks.
-- key: indicator
select indicator, name_zh, name_en, aggregate
from ref_indicator
where aggregate in ('agg_publication_month', 'agg_leg_month')
order by position, indicator
