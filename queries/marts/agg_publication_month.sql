-- One row per act, month of decision, region and department.
-- key: act, month, region_code, department_code
-- An act whose limit has not ended by the as-of date counts in n_decided only, and so does one without a limit.
select
    act,
    strftime(decided_on, '%Y-%m') as month,
    region_code,
    department_code,
    count(*) as n_decided,
    count(published_on) as n_published,
    count(*) filter (where is_due) as n_due,
    count(*) filter (where is_due and is_in_time) as n_in_time,
    count(published_on) filter (where is_due) as n_due_published,
    count(*) filter (where is_due and published_on is null) as n_late_open,
    count(*) filter (where due_on is null) as n_without_limit
from fct_publication
group by act, strftime(decided_on, '%Y-%m'), region_code, department_code
