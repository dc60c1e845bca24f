-- One row per calendar day: by when an office must have acted on what happened that day, where documents only say "promptly".
-- key: day
select w.day, min(n.day) as act_by
from ref_workday as w
cross join (select days from ref_rule where rule = 'rights_grace_days') as g
join ref_workday as n on n.workday_number = w.workday_number + g.days and n.is_workday
group by w.day
