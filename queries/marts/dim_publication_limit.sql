-- One row per act, region and span of days: the nearest rule that says within how many working days an act goes online.
-- key: act, region_code, from_on
select act, region_code, from_on, until_on, rule, days
from ref_limit_span
where plan = '*' and leg = 'publication'
