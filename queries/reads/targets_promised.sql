-- One row per dated number the plan itself promised for its jurisdiction, and the figure of that quarter as far as there is one.
-- key: indicator, target_on, kind
select
    t.indicator, t.target_on, t.comparator, t.value as target, t.kind, t.clause, t.quote, i.name_zh, i.name_en, i.unit, i.direction,
    j.value as came, j.numerator, j.denominator, j.word, j.blank
from ref_target as t
inner join ref_plan as p on p.plan = t.plan
inner join ref_indicator as i on i.indicator = t.indicator
left join stat_judgement as j
    on j.plan = t.plan and j.indicator = t.indicator and j.region_code = p.region_code and j.department_code = '*'
    and j.quarter = cast(year(t.target_on) as varchar) || 'Q' || cast(quarter(t.target_on) as varchar)
where t.plan = $plan and t.value is not null and t.target_on is not null and t.region_code is null and t.department_code is null
order by i.position, t.indicator, t.target_on
