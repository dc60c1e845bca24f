-- One row per quarter, matter ('*': all), region of every level and department ('*': all): the offices' counts, added up.
-- key: quarter, matter, region_code, department_code
with placed as (
    select o.*, a.ancestor_code as place
    from agg_credit_check_office as o
    join ref_region_ancestor as a on a.region_code = o.region_code
),
keepers as (
    select *, department_code as keeper from placed
    union all
    select *, '*' as keeper from placed
),
parts as (
    select *, matter as part from keepers
    union all
    select *, '*' as part from keepers
)
select
    quarter, part as matter, place as region_code, keeper as department_code,
    cast(sum(n_matters) as bigint) as n_matters, cast(sum(n_checked_before) as bigint) as n_checked_before,
    cast(sum(n_checked_same_day) as bigint) as n_checked_same_day,
    cast(sum(n_checked_after) as bigint) as n_checked_after, cast(sum(n_unchecked) as bigint) as n_unchecked,
    cast(sum(n_result) as bigint) as n_result, cast(sum(n_hit) as bigint) as n_hit,
    cast(sum(n_restricted) as bigint) as n_restricted,
    cast(sum(n_restriction_unstated) as bigint) as n_restriction_unstated,
    cast(sum(n_report_used) as bigint) as n_report_used, cast(sum(n_report_stated) as bigint) as n_report_stated
from parts
group by quarter, part, place, keeper
