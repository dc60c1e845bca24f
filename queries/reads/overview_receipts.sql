-- One row: how many files and rows the snapshot rests on.
-- key: n_files
select count(*) as n_files, coalesce(sum(kept), 0) as n_kept
from meta_submission
