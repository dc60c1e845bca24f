-- One row per year of the working-day table.
-- key: year
select
    cast(year(day) as integer) as year,
    count(*) filter (is_workday) as n_workdays,
    count(*) filter (not is_workday and isodow(day) < 6) as n_holidays,
    count(*) filter (is_workday and isodow(day) > 5) as n_make_up,
    bool_or(is_provisional) as is_provisional
from ref_workday
group by year(day)
order by year desc
