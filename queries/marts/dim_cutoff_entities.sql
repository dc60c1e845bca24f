-- One row per build: the last day before the first coming to or going from the register dated after the as-of date.
-- key: moved_by
-- See dim_cutoff_inspections.
select cast(coalesce(min(day), cast('9999-12-31' as date)) - interval 1 day as date) as moved_by
from (
    select e.registered_on as day from stg_entities as e cross join build_settings as s where e.registered_on > s.as_of
    union all
    select e.deregistered_on from stg_entities as e cross join build_settings as s where e.deregistered_on > s.as_of
) as beyond
