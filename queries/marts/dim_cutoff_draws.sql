-- One row per build: the last day before the first draw dated after the as-of date.
-- key: drawn_by
-- See dim_cutoff_inspections.
select cast(coalesce(min(d.drawn_on), cast('9999-12-31' as date)) - interval 1 day as date) as drawn_by
from stg_draws as d
cross join build_settings as s
where d.drawn_on > s.as_of
