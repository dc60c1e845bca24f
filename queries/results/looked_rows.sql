-- One row per span (one quarter, or four that end with it and all matters together), matter, region of every level and department ('*').
-- key: quarter, n_quarters, matter, region_code, department_code
-- Few cases a quarter say nothing: four of them together are what a picture over time can show.
with numbered as (
    select *, 4 * cast(substr(quarter, 1, 4) as integer) + cast(substr(quarter, 6, 1) as integer) as quarter_number
    from agg_credit_check
)
select 1 as n_quarters, * exclude (quarter_number)
from numbered
union all by name
select
    4 as n_quarters, quarter, matter, region_code, department_code,
    cast(sum(n_matters) over year as bigint) as n_matters,
    cast(sum(n_checked_before) over year as bigint) as n_checked_before,
    cast(sum(n_checked_same_day) over year as bigint) as n_checked_same_day,
    cast(sum(n_checked_after) over year as bigint) as n_checked_after,
    cast(sum(n_unchecked) over year as bigint) as n_unchecked, cast(sum(n_result) over year as bigint) as n_result,
    cast(sum(n_hit) over year as bigint) as n_hit, cast(sum(n_restricted) over year as bigint) as n_restricted,
    cast(sum(n_restriction_unstated) over year as bigint) as n_restriction_unstated,
    cast(sum(n_report_used) over year as bigint) as n_report_used,
    cast(sum(n_report_stated) over year as bigint) as n_report_stated
from numbered
where matter = '*'
window year as (
    partition by region_code, department_code
    order by quarter_number
    range between 3 preceding and current row
)
