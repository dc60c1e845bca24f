-- One row: the indicator to open first, the plan's most pressing one that has a figure.
-- key: indicator
select j.indicator
from stat_judgement as j
left join ref_plan_indicator as p on p.plan = j.plan and p.indicator = j.indicator
where j.plan = $plan and j.quarter = $quarter and j.region_code = $region and j.department_code = '*' and j.value is not null
order by
    p.indicator is null, case j.word when 'lagging' then 0 when 'not_met' then 0 when 'watch' then 1 else 2 end, p.position, j.indicator
limit 1
