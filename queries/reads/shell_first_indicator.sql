-- One row: the indicator to open first, the plan's most pressing one that has a figure; among equals the one most regions can be judged by.
-- key: indicator
with judged as (
    select indicator, count(*) as n_regions
    from stat_judgement
    where
        plan = $plan and quarter = $quarter and family = 'region' and department_code = '*'
        and word in ('met', 'on_course', 'watch', 'lagging', 'not_met')
    group by indicator
)
select j.indicator
from stat_judgement as j
left join ref_plan_indicator as p on p.plan = j.plan and p.indicator = j.indicator
left join judged as s on s.indicator = j.indicator
where j.plan = $plan and j.quarter = $quarter and j.region_code = $region and j.department_code = '*' and j.value is not null
order by
    p.indicator is null, case j.word when 'lagging' then 0 when 'not_met' then 0 when 'watch' then 1 else 2 end,
    coalesce(s.n_regions, 0) desc, p.position, j.indicator
limit 1
