-- One row: files and rows that came in, of the chosen department or all.
-- key: n_files
select
    count(*) as n_files,
    count(error_rule) as n_files_refused,
    coalesce(sum(rows), 0) as n_rows,
    coalesce(sum(kept), 0) as n_kept,
    coalesce(sum(refused), 0) as n_refused,
    coalesce(sum(masked), 0) as n_masked,
    coalesce(sum(duplicates), 0) as n_duplicates,
    coalesce(sum(dropped), 0) as n_dropped,
    count(distinct department_code) as n_departments,
    max(received_on) as last_received_on
from meta_submission
where $department = '*' or department_code = $department
