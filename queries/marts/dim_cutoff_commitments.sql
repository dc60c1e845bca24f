-- One row per build: the last days before the first signing, and the first publication, dated after the as-of date.
-- key: signed_by
-- See dim_cutoff_inspections.
select
    cast(coalesce(min(c.signed_on) filter (where c.signed_on > s.as_of), cast('9999-12-31' as date)) - interval 1 day as date)
        as signed_by,
    cast(coalesce(min(c.published_on) filter (where c.published_on > s.as_of), cast('9999-12-31' as date)) - interval 1 day as date)
        as published_by
from stg_commitments as c
cross join build_settings as s
where c.signed_on > s.as_of or c.published_on > s.as_of
