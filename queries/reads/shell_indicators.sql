-- One row per card of the catalogue, those the plan (or its overlay) names first, in the plan's order.
-- key: indicator
with own as (
    select indicator, min(position) as plan_position, min_by(name_in_plan, position) as name_in_plan
    from ref_plan_indicator
    where plan = $plan
    group by indicator
)
select
    i.indicator, i.mechanism, i.mechanism_zh, i.mechanism_en, i.name_zh, i.name_en, i.unit, i.direction, i.series, i.origin, i.is_core,
    o.indicator is not null as is_in_plan, o.name_in_plan
from ref_indicator as i
left join own as o on o.indicator = i.indicator
order by o.plan_position nulls last, i.position, i.indicator
