-- One row per task and indicator that measures it (its clause or its section), with the judgement of the chosen office.
-- key: task, indicator
select
    l.task, l.indicator, l.link, i.name_zh, i.name_en, i.unit, j.value, j.word, j.code, j.is_nameable,
    j.family, j.peer_group, j.change_mark, j.assurance_mark, j.target, j.comparator,
    coalesce(j.blank, case when j.indicator is null then 'not_returned' end) as blank
from ref_clause_indicator as l
inner join ref_indicator as i on i.indicator = l.indicator
left join stat_judgement as j
    on
        j.plan = l.plan and j.indicator = l.indicator and j.quarter = $quarter and j.region_code = $region
        and j.department_code = $department
where l.plan = $plan and l.task is not null and l.link <> 'mechanism'
order by l.task, l.link = 'section', j.value is null, l.indicator
