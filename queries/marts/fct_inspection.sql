-- One row per visit made by the as-of date, with the tier its entity had the day before and what is odd about it.
-- key: inspection_id
-- The tier of the day itself may already be the visit's own doing; the tier sent with it stands in where no grade is known.
with dated as (
    select i.*, cast(date_trunc('year', i.inspected_on) as date) as year_start
    from stg_inspections as i
    cross join dim_cutoff_inspections as s
    -- written as a difference: of a plain comparison the planner expects next to no visits to remain, and then builds its
    -- hash tables on the many visits instead of on the register (out of memory at five million)
    where i.inspected_on - s.inspected_by <= 0
),
tiered as (
    select
        i.*, t.tier as own_tier,
        -- one span mostly covers New Year and the visit: only who was graded since is looked up again
        case when t.from_on <= i.year_start and i.year_start < t.until_on then t.tier end as same_tier,
        case when t.from_on <= i.year_start and i.year_start < t.until_on then null else i.entity_id end as graded_since
    from dated as i
    left join dim_tier_span as t on
        t.entity_id = i.entity_id
        and t.from_on < i.inspected_on
        and i.inspected_on <= t.until_on
)
select
    i.inspection_id,
    e.entity_number,
    i.department_code,
    i.region_code,
    coalesce(e.region_code, i.region_code) as home_code,  -- where the entity stands on the register
    i.inspected_on,
    cast(year(i.inspected_on) as integer) as year,
    cast(quarter(i.inspected_on) as integer) as number,
    i.selection,
    i.mode,
    i.result,
    coalesce(i.own_tier, i.tier) as tier,
    i.own_tier is not null as is_graded,
    -- the tier on 1 January, 'none' without one; empty: not on the register then
    case
        when e.registered_on <= i.year_start and (e.deregistered_on is null or e.deregistered_on > i.year_start)
        then coalesce(i.same_tier, y.tier, 'none')
    end as register_tier,
    nullif(trim(i.joint_departments), '') is not null as is_joint,
    i.joint_departments,
    case
        when not e.is_registered then 'unknown'
        when i.inspected_on < e.registered_on then 'before_registration'
        when i.inspected_on > e.deregistered_on then 'deregistered'
        else 'registered'
    end as standing,
    case when w.day is null or w.is_provisional then 'unofficial' when w.is_workday then 'workday' else 'non_workday' end as day_kind
from tiered as i
join dim_visited_entity as e on e.entity_id = i.entity_id
left join dim_tier_span as y on
    y.entity_id = i.graded_since
    and y.from_on <= i.year_start
    and i.year_start < y.until_on
left join ref_workday as w on w.day = i.inspected_on
