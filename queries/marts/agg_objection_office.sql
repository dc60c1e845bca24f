-- One row per quarter an objection was raised in, region and department that handles it: what the cards of objections count.
-- key: quarter, region_code, department_code
select
    cast(cast(floor(raised_quarter / 4) as integer) as varchar) || 'Q' || cast(raised_quarter % 4 + 1 as varchar) as quarter,
    region_code, department_code,
    count(*) as n_raised,
    count(answered_on) as n_answered,
    -- an open one counts as unsettled once its limit is over; where none holds, after sixty working days (our convention)
    count(*) filter (where answered_on is not null or days_so_far > coalesce(limit_days, 60)) as n_to_settle,
    count(days) as n_with_days,
    cast(sum(days) as bigint) as sum_days,
    count(*) filter (where answered_on is not null and upheld) as n_upheld,
    count(*) filter (where answered_on is not null and upheld is not null) as n_stated,
    count(*) filter (where upheld and is_corrected_in_time) as n_corrected_in_time,
    count(*) filter (where has_measures) as n_with_measures,
    count(*) filter (where has_measures and not is_in_breach) as n_untouched
from fct_objection
group by raised_quarter, region_code, department_code
