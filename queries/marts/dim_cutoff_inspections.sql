-- One row per build: the last day before the first visit dated after the as-of date.
-- key: inspected_by
-- Visits up to that day are the visits up to the as-of date, but it stays where the date moves on and passes none.
select cast(coalesce(min(i.inspected_on), cast('9999-12-31' as date)) - interval 1 day as date) as inspected_by
from stg_inspections as i
cross join build_settings as s
where i.inspected_on > s.as_of
