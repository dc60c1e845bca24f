-- One row per quarter of receipt and department: files and rows that came in.
-- key: quarter, department_code
select
    quarter, department_code, sum(n_files)::bigint as n_files, sum(n_files_refused)::bigint as n_files_refused, sum(rows)::bigint as n_rows,
    sum(kept)::bigint as n_kept, sum(refused)::bigint as n_refused, sum(masked)::bigint as n_masked, sum(duplicates)::bigint as n_duplicates,
    sum(dropped)::bigint as n_dropped
from agg_quality
where quarter is not null
group by quarter, department_code
