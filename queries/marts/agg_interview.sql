-- One row per quarter, kind ('*': all), region of every level and department ('*': all): the offices' counts, added up.
-- key: quarter, kind, region_code, department_code
with placed as (
    select o.*, a.ancestor_code as place
    from agg_interview_office as o
    join ref_region_ancestor as a on a.region_code = o.region_code
),
keepers as (
    select *, department_code as keeper from placed
    union all
    select *, '*' as keeper from placed
),
parts as (
    select *, kind as part from keepers
    union all
    select *, '*' as part from keepers
)
select
    quarter, part as kind, place as region_code, keeper as department_code,
    cast(sum(n_held) as bigint) as n_held, cast(sum(n_due) as bigint) as n_due,
    cast(sum(n_in_time) as bigint) as n_in_time, cast(sum(n_late_done) as bigint) as n_late_done,
    cast(sum(n_late_open) as bigint) as n_late_open, cast(sum(n_rectified) as bigint) as n_rectified,
    cast(sum(n_open_inside) as bigint) as n_open_inside, cast(sum(n_done_inside) as bigint) as n_done_inside,
    cast(sum(n_without_limit) as bigint) as n_without_limit, cast(sum(n_unreported) as bigint) as n_unreported,
    cast(sum(n_recorded) as bigint) as n_recorded, cast(sum(n_listed) as bigint) as n_listed,
    cast(sum(n_by_lister) as bigint) as n_by_lister, cast(sum(n_unknown_listing) as bigint) as n_unknown_listing
from parts
group by quarter, part, place, keeper
