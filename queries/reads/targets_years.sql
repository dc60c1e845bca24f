-- One row per year whose end is looked ahead to.
-- key: year
select distinct left(horizon_quarter, 4) as year
from stat_outlook
order by year
