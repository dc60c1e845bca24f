-- One row per end of time the curves are told at: the last quarter that is over, and the last ones of the two years before.
-- key: quarter
-- Where no quarter is over yet, the one that runs.
with latest as (
    select coalesce(max(case when is_over then number end), max(number)) as number from dim_sanction_quarter
)
select q.quarter, q.number, q.ends_on, q.number = l.number as is_latest
from dim_sanction_quarter as q
cross join latest as l
where q.number = l.number or (q.number < l.number and q.number % 4 = 3 and q.number // 4 >= l.number // 4 - 2)
