-- One row per leg, act, region and span of days: the limit that holds there for the plan.
-- key: leg, act, region_code, from_on
select leg, act, region_code, from_on, until_on, rule, days, day_kind, force
from ref_limit_span
where plan = $plan
