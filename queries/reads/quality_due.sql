-- One row per period that was due, the latest first: how it came. days_after: from the end of the period reported on; due_quarter:
-- the one its due day lies in.
-- key: department_code, feed, period
select
    department_code, feed, period, due_on, received_on, state, received_on - due_on as days_late,
    received_on - last_day(make_date(cast(substr(period, 1, 4) as integer), case length(period)
        when 4 then 12 when 6 then 3 * cast(substr(period, 6, 1) as integer) else cast(substr(period, 6, 2) as integer)
    end, 1)) as days_after,
    cast(year(due_on) as varchar) || 'Q' || cast(quarter(due_on) as varchar) as due_quarter
from agg_due
order by due_on desc, state desc, department_code, feed
