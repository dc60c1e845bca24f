-- One row per region that sent other figures from the same files in the quarter: it had no such case, and owes nothing.
-- key: region_code
select distinct j.region_code
from stat_judgement as j
inner join ref_indicator as i on i.indicator = j.indicator
inner join ref_indicator as asked on asked.indicator = $indicator and asked.feeds = i.feeds and asked.origin <> 'return'
where j.plan = $plan and j.quarter = $quarter and j.department_code = $department and j.value is not null
order by j.region_code
