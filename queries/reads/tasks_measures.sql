-- One row per task and indicator that measures it: its clause or its section.
-- key: task, indicator
select l.task, l.indicator, l.link, i.name_zh, i.name_en, i.unit
from ref_clause_indicator as l
inner join ref_indicator as i on i.indicator = l.indicator
where l.plan = $plan and l.task is not null and l.link <> 'mechanism'
order by l.task, l.link = 'section', l.indicator
