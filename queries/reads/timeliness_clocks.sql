-- One row per leg and act anybody began in the plan's jurisdiction.
-- key: clock
select distinct case when leg in ('publication', 'commitment') then act else leg || '-' || act end as clock
from stat_timeliness
where plan = $plan
