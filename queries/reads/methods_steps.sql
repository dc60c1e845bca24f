-- One row per step of the build.
-- key: position
select position, step, rows as n_rows, seconds, peak_mb
from meta_step
order by position
