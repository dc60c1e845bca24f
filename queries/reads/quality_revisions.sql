-- One row per pair of files in which the later replaced rows of the earlier, or contradicted it.
-- key: feed, kind, old_submission_id, new_submission_id
select
    r.feed, r.kind, r.n_rows, r.old_submission_id, r.new_submission_id, o.file_name as old_file, n.file_name as new_file, o.department_code,
    n.department_code as new_department_code, o.received_on as old_received_on, n.received_on as new_received_on
from meta_revision as r
left join meta_submission as o on o.submission_id = r.old_submission_id
left join meta_submission as n on n.submission_id = r.new_submission_id
order by n.received_on desc nulls last, r.n_rows desc, r.feed, r.old_submission_id, r.new_submission_id
