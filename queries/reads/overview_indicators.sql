-- One row per card: its judgement in the scope, the plan's own indicators first, with the last quarters for a sparkline.
-- key: indicator
with
own as (
    select
        indicator, min(position) as plan_position, min_by(section_zh, position) as section_zh, min_by(section_en, position) as section_en
    from ref_plan_indicator
    where plan = $plan
    group by indicator
),
here as (
    select * from stat_judgement where plan = $plan and region_code = $region and department_code = $department
),
recent as (
    select indicator, list(value order by quarter) as recent_values
    from here
    where quarter <= $quarter and quarter > $spark_from
    group by indicator
)
select
    i.indicator, i.name_zh, i.name_en, i.mechanism_zh, i.mechanism_en, i.unit, i.direction, i.origin,
    i.numerator_zh, i.numerator_en, i.denominator_zh, i.denominator_en,
    o.indicator is not null as is_in_plan, o.section_zh, o.section_en,
    j.indicator is not null as is_judged,
    j.numerator, j.denominator, j.value, j.low, j.high, j.target, j.target_on, j.comparator, j.target_kind, j.floor, j.expected,
    j.pace_required, j.pace_achieved, j.gap, j.gap_units, j.previous_value, j.previous_word, j.word, j.reasons,
    j.n_lagging_of_three, j.is_nameable, coalesce(j.blank, case when j.indicator is null then 'not_returned' end) as blank,
    j.quarter, r.recent_values
from ref_indicator as i
left join own as o on o.indicator = i.indicator
left join here as j on j.indicator = i.indicator and j.quarter = $quarter
left join recent as r on r.indicator = i.indicator
order by o.plan_position nulls last, i.position, i.indicator
