-- One row per department and feed: what was due and how it came, in the year up to one quarter of receipt. Days are counted
-- from the end of the period reported on.
-- key: department_code, feed
with
owed as (
    select
        *, 4 * year(due_on) + quarter(due_on) as quarter_number,
        last_day(make_date(cast(substr(period, 1, 4) as integer), case length(period)
            when 4 then 12 when 6 then 3 * cast(substr(period, 6, 1) as integer) else cast(substr(period, 6, 2) as integer)
        end, 1)) as period_end
    from agg_due
    where $department = '*' or department_code = $department
)
select
    department_code, feed, count(*) as n_due, count(*) filter (state = 'on_time') as n_on_time,
    count(*) filter (state = 'late') as n_late, count(*) filter (state = 'missing') as n_missing,
    median(received_on - period_end) as days_after, max(received_on - due_on) filter (state = 'late') as most_late_days,
    max(period) filter (state = 'missing') as last_missing
from owed
where quarter_number between 4 * cast(substr($window, 1, 4) as integer) + cast(substr($window, 6, 1) as integer) - 3
    and 4 * cast(substr($window, 1, 4) as integer) + cast(substr($window, 6, 1) as integer)
group by department_code, feed
order by n_missing desc, n_late desc, department_code, feed
