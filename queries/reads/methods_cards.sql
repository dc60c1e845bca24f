-- One row per card of the catalogue: what the number means and how it is made.
-- key: indicator
with own as (select indicator, min(position) as plan_position from ref_plan_indicator where plan = $plan group by indicator)
select
    i.indicator, i.mechanism, i.mechanism_zh, i.mechanism_en, i.name_zh, i.name_en, i.numerator_zh, i.numerator_en, i.denominator_zh, i.denominator_en,
    i.unit, i.direction, i.series, i.origin, i.feeds, i.additive_over, i.least_denominator, i.ceiling, i.margin, i.comparable_departments, i.rule,
    i.caveat_zh, i.caveat_en, i.review_on, i.is_core, o.indicator is not null as is_in_plan
from ref_indicator as i
left join own as o on o.indicator = i.indicator
order by o.plan_position nulls last, i.position, i.indicator
