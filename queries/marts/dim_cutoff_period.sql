-- One row per build: where the as-of date lies among months and quarters.
-- key: month_begun_on
-- Who asks no more of the day than this reads it here: most days leave it as it was, and nothing is counted again.
select
    cast(date_trunc('month', as_of) as date) as month_begun_on,
    cast(date_trunc('quarter', as_of) as date) as quarter_begun_on,
    cast(date_trunc('quarter', as_of + interval 1 day) - interval 1 day as date) as quarter_ended_on  -- the last that has ended
from build_settings
