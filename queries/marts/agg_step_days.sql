-- One row per step, measure ('*': a step of the listing), list, grade, department, region, quarter listed, quarter done and working days.
-- key: step, measure_code, list, grade, department_code, region_code, listed_q, done_q, days
-- From listing: publish, check; from the check: apply; from the application: feed_back. A step back in time has no length,
-- nor one before or beyond the calendar.
with steps as (
    select 'publish' as step, '*' as measure_code, list, grade, department_code, region_code, listed_q, published_q as done_q, publish_days as days
    from fct_listing
    union all
    select 'check', measure_code, list, grade, department_code, region_code, listed_q, checked_q, check_days
    from fct_measure
    union all
    select 'apply', measure_code, list, grade, department_code, region_code, listed_q, applied_q, apply_days
    from fct_measure
    union all
    select 'feed_back', measure_code, list, grade, department_code, region_code, listed_q, fed_back_q, feed_back_days
    from fct_measure
)
select
    step, measure_code, list, grade, department_code, region_code, listed_q, greatest(done_q, listed_q) as done_q,
    cast(days as integer) as days, count(*) as n
from steps
where days >= 0 and done_q <= listed_q + 11
group by step, measure_code, list, grade, department_code, region_code, listed_q, greatest(done_q, listed_q), days
