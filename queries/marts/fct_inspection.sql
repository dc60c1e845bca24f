-- One row per visit made by the as-of date, with the tier its entity had the day before.
-- key: inspection_id
-- The tier of the day itself may already be the visit's own doing; the tier sent with it stands in where no grade is known.
select
    i.inspection_id,
    i.entity_id,
    i.department_code,
    i.region_code,
    i.inspected_on,
    i.selection,
    i.mode,
    i.result,
    coalesce(t.tier, i.tier) as tier,
    t.tier is not null as is_graded
from stg_inspections as i
cross join build_settings as s
left join dim_tier_span as t on
    t.entity_id = i.entity_id
    and t.from_on < i.inspected_on
    and i.inspected_on <= t.until_on
where i.inspected_on <= s.as_of
