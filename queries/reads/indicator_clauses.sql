-- One row per plan and clause the indicator serves, with the plan's titles.
select c.plan, c.clause, p.title_zh, p.title_en, p.short_zh, p.short_en, p.document_number, p.issued_on
from ref_indicator_clause as c
left join ref_plan as p on p.plan = c.plan
where c.indicator = $indicator
order by c.plan <> $plan, c.plan, c.clause
