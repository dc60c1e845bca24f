-- One row per step, cell, quarter listed, quarter done and working days: how often.
-- key: step, cell, listed_q, done_q, days
-- publish (from the listing; cell of dim_listing_cell), check (from the listing), apply (from the check), feed_back (from the
-- application; cells of dim_measure_cell). A step back in time has no length, nor one before or beyond the calendar.
with steps as (
    select 'publish' as step, cell, listed_q, published_q as done_q, publish_days as days
    from fct_listing
    union all
    select 'check', cell, listed_q, checked_q, check_days
    from fct_measure
    union all
    select 'apply', cell, listed_q, applied_q, apply_days
    from fct_measure
    union all
    select 'feed_back', cell, listed_q, fed_back_q, feed_back_days
    from fct_measure
)
select step, cell, listed_q, greatest(done_q, listed_q) as done_q, cast(days as integer) as days, count(*) as n
from steps
where days >= 0 and done_q <= listed_q + 11
group by step, cell, listed_q, greatest(done_q, listed_q), days
