-- One row where a due calendar is set.
-- key: is_set
select true as is_set
from agg_due
limit 1
