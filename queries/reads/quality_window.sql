-- One row: the quarter of receipt whose scorecard goes with the chosen quarter. Figures of a quarter come in during the next one;
-- where that is not yet there, the latest.
-- key: quarter
select coalesce(min(quarter) filter (quarter > $quarter), max(quarter)) as quarter
from stat_scorecard
having count(*) > 0
