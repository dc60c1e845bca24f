-- One row per period that was due, the latest first: how it came. days_after: from the end of the period reported on; due_number:
-- the quarter of its due day, quarters numbered through.
-- key: department_code, feed, period
select
    department_code, feed, period, due_on, received_on, state, received_on - due_on as days_late,
    received_on - last_day(make_date(cast(substr(period, 1, 4) as integer), case length(period)
        when 4 then 12 when 6 then 3 * cast(substr(period, 6, 1) as integer) else cast(substr(period, 6, 2) as integer)
    end, 1)) as days_after,
    4 * year(due_on) + quarter(due_on) as due_number
from agg_due
order by due_on desc, state desc, department_code, feed
