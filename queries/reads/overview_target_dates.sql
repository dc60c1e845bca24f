-- One row per indicator of a plan that is over and date at which a value was promised: what stood there then.
-- key: indicator, target_on
with
promised as (
    select
        indicator, target_on, min_by(comparator, from_pack) as comparator, min_by(value, from_pack) as target, min(kind) as kind, min(clause) as clause
    from ref_target
    where plan = $plan and target_on is not null and value is not null
        and coalesce(region_code, $region) = $region and coalesce(department_code, $department) = $department
    group by indicator, target_on
),
own as (
    select indicator, min(position) as plan_position, min_by(section_zh, position) as section_zh, min_by(section_en, position) as section_en
    from ref_plan_indicator
    where plan = $plan
    group by indicator
)
select
    p.indicator, i.name_zh, i.name_en, i.unit, o.section_zh, o.section_en, p.target_on, p.comparator, p.target, p.kind, p.clause,
    j.numerator, j.denominator, j.value, j.low, j.high, coalesce(j.word, 'insufficient') as word, j.reasons,
    coalesce(j.blank, case when j.indicator is null then 'not_returned' end) as blank, j.quarter, j.gap, j.gap_units
from promised as p
inner join ref_indicator as i on i.indicator = p.indicator
left join own as o on o.indicator = p.indicator
left join stat_judgement as j
    on j.plan = $plan and j.indicator = p.indicator and j.region_code = $region and j.department_code = $department
    and j.quarter = concat(year(p.target_on), 'Q', quarter(p.target_on))
order by o.plan_position nulls last, i.position, p.indicator, p.target_on
