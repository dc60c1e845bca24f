-- One row per file sent, the latest first.
-- key: submission_id
select
    submission_id, position, feed, department_code, file_name, received_on, encoding, size_bytes, rows as n_rows, kept as n_kept, refused as n_refused,
    masked as n_masked, duplicates as n_duplicates, dropped as n_dropped, error_rule, error_zh, error_en
from meta_submission
order by received_on desc nulls last, position desc
