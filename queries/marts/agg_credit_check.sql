-- One row per quarter, matter, region of every level and department ('*': all together): the offices' counts, added up.
-- key: quarter, matter, region_code, department_code
with placed as (
    select o.*, a.ancestor_code as place
    from agg_credit_check_office as o
    join ref_region_ancestor as a on a.region_code = o.region_code
),
kept as (
    select *, department_code as keeper from placed
    union all
    select *, '*' as keeper from placed
)
select
    quarter, matter, place as region_code, keeper as department_code,
    sum(n_matters) as n_matters, sum(n_checked_before) as n_checked_before, sum(n_checked_same_day) as n_checked_same_day,
    sum(n_checked_after) as n_checked_after, sum(n_unchecked) as n_unchecked, sum(n_result) as n_result,
    sum(n_hit) as n_hit, sum(n_restricted) as n_restricted, sum(n_restriction_unstated) as n_restriction_unstated,
    sum(n_report_used) as n_report_used, sum(n_report_stated) as n_report_stated
from kept
group by quarter, matter, place, keeper
