-- One row per plan, indicator, unit and target date that has passed: what was promised, and the figure of that quarter.
-- key: plan, indicator, region_code, department_code, target_on
select
    j.plan, j.indicator, j.region_code, j.department_code, j.family, j.quarter, j.target_on, j.target, j.comparator,
    i.direction, j.value as came
from stat_judgement as j
inner join ref_indicator as i on i.indicator = j.indicator
cross join build_settings as b
where
    j.family in ('region', 'department') and j.value is not null and j.target is not null and j.target_on <= b.as_of
    and j.quarter = cast(year(j.target_on) as varchar) || 'Q' || cast(quarter(j.target_on) as varchar)
