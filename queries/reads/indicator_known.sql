-- One row per indicator with at least one value anywhere in the snapshot.
-- key: indicator
select distinct indicator
from agg_rollup
where value is not null
