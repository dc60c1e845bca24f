-- One row per period that came late or not at all, latest first.
-- key: department_code, feed, period
select department_code, feed, period, due_on, received_on, state, received_on - due_on as days_late
from agg_due
where state in ('late', 'missing') and ($department = '*' or department_code = $department)
order by due_on desc, state desc, department_code, feed
