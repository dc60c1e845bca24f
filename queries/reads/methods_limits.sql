-- One row per time limit the plan sets.
-- key: limit_id
select limit_id, days, day_kind, acts, from_event, to_event, force, clause, quote
from ref_limit
where plan = $plan
order by limit_id
