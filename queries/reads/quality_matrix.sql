-- One row per department and feed it sent: files, rows and when last. department_code null: sent for several departments.
-- key: department_code, feed
select
    s.department_code, s.feed, count(*) as n_files, count(s.error_rule) as n_files_refused, sum(s.rows) as n_rows, sum(s.kept) as n_kept,
    sum(s.refused) as n_refused, sum(s.duplicates) as n_duplicates, max(s.received_on) as last_received_on
from meta_submission as s
group by s.department_code, s.feed
order by s.department_code nulls first, s.feed
