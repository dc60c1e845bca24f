-- One row per quarter, region of every level and department ('*'): how visits are made, and odd ones.
-- key: quarter, region_code, department_code
with offices as (
    select
        year, number, region_code, department_code,
        sum(n_visits) as n_visits,
        sum(n_joint) as n_joint,
        sum(n_with_mode) as n_with_mode,
        sum(n_remote) as n_remote,
        sum(n_non_workday) as n_non_workday,
        sum(n_unofficial_year) as n_unofficial_year,
        coalesce(sum(n_visits) filter (where tier = 'none'), 0) as n_without_tier,
        sum(n_unknown_entity) as n_unknown_entity,
        sum(n_deregistered) as n_deregistered,
        sum(n_before_registration) as n_before_registration
    from agg_inspection_visits_month
    group by year, number, region_code, department_code
)
select
    cast(o.year as varchar) || 'Q' || cast(o.number as varchar) as quarter,
    a.ancestor_code as region_code,
    coalesce(o.department_code, '*') as department_code,
    cast(sum(o.n_visits) as bigint) as n_visits,
    cast(sum(o.n_joint) as bigint) as n_joint,
    cast(sum(o.n_with_mode) as bigint) as n_with_mode,
    cast(sum(o.n_remote) as bigint) as n_remote,
    cast(sum(o.n_non_workday) as bigint) as n_non_workday,
    cast(sum(o.n_unofficial_year) as bigint) as n_unofficial_year,
    cast(sum(o.n_without_tier) as bigint) as n_without_tier,
    cast(sum(o.n_unknown_entity) as bigint) as n_unknown_entity,
    cast(sum(o.n_deregistered) as bigint) as n_deregistered,
    cast(sum(o.n_before_registration) as bigint) as n_before_registration
from offices as o
join ref_region_ancestor as a on a.region_code = o.region_code
group by grouping sets ((o.year, o.number, a.ancestor_code, o.department_code), (o.year, o.number, a.ancestor_code))
