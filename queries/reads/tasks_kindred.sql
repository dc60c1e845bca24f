-- One row per indicator of the same mechanisms as one task that does not count its clause.
-- key: indicator
select l.indicator, i.name_zh, i.name_en
from ref_clause_indicator as l
inner join ref_indicator as i on i.indicator = l.indicator
where l.plan = $plan and l.task = $task and l.link = 'mechanism'
order by i.position
