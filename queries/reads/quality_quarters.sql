-- One row per quarter of receipt: files and rows that came in.
-- key: quarter
select
    quarter, sum(n_files) as n_files, sum(n_files_refused) as n_files_refused, sum(rows) as n_rows, sum(kept) as n_kept,
    sum(refused) as n_refused, sum(masked) as n_masked, sum(duplicates) as n_duplicates, sum(dropped) as n_dropped
from agg_quality
where quarter is not null and ($department = '*' or department_code = $department)
group by quarter
order by quarter desc
