-- One row per indicator of the plan with units that owed a figure for the quarter and gave none.
-- key: indicator
select
    j.indicator, i.name_zh, i.name_en, i.origin,
    count(*) filter (j.family = 'region') as n_regions,
    count(*) filter (j.family = 'region' and j.blank is not null) as n_regions_blank,
    count(*) filter (j.family = 'department') as n_departments,
    count(*) filter (j.family = 'department' and j.blank is not null) as n_departments_blank,
    count(*) filter (j.family = 'office') as n_offices,
    count(*) filter (j.family = 'office' and j.blank is not null) as n_offices_blank,
    count(*) filter (j.blank = 'not_returned') as n_not_returned,
    count(*) filter (j.blank = 'refused') as n_refused,
    count(*) filter (j.blank = 'suppressed') as n_suppressed,
    count(*) filter (j.blank = 'not_applicable') as n_not_applicable
from stat_judgement as j
inner join ref_indicator as i on i.indicator = j.indicator
where j.plan = $plan and j.quarter = $quarter and ($department = '*' or j.department_code = $department)
group by j.indicator, i.name_zh, i.name_en, i.origin, i.position
having count(j.blank) > 0
order by n_not_returned desc, i.position, j.indicator
