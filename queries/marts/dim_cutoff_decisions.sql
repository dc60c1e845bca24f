-- One row per build: the last day before the first decision dated after the as-of date.
-- key: decided_by
-- See dim_cutoff_inspections.
select cast(coalesce(min(d.decided_on), cast('9999-12-31' as date)) - interval 1 day as date) as decided_by
from stg_decisions as d
cross join build_settings as s
where d.decided_on > s.as_of
