-- One row per build: the last day before the first opening or closing of a file dated after the as-of date.
-- key: moved_by
-- See dim_cutoff_inspections.
select cast(coalesce(min(day), cast('9999-12-31' as date)) - interval 1 day as date) as moved_by
from (
    select a.from_on as day from fct_archive_span as a cross join build_settings as s where a.from_on > s.as_of
    union all
    select a.until_on from fct_archive_span as a cross join build_settings as s where a.until_on > s.as_of
) as beyond
