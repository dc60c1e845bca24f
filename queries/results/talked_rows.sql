-- One row per span (one quarter, or four that end with it and all kinds together), kind, region of every level and department ('*').
-- key: quarter, n_quarters, kind, region_code, department_code
-- Few cases a quarter say nothing: four of them together are what a picture over time can show.
with numbered as (
    select *, 4 * cast(substr(quarter, 1, 4) as integer) + cast(substr(quarter, 6, 1) as integer) as quarter_number
    from agg_interview
)
select 1 as n_quarters, * exclude (quarter_number)
from numbered
union all by name
select
    4 as n_quarters, quarter, kind, region_code, department_code,
    cast(sum(n_held) over year as bigint) as n_held, cast(sum(n_due) over year as bigint) as n_due,
    cast(sum(n_in_time) over year as bigint) as n_in_time, cast(sum(n_late_done) over year as bigint) as n_late_done,
    cast(sum(n_late_open) over year as bigint) as n_late_open, cast(sum(n_rectified) over year as bigint) as n_rectified,
    cast(sum(n_open_inside) over year as bigint) as n_open_inside,
    cast(sum(n_done_inside) over year as bigint) as n_done_inside,
    cast(sum(n_without_limit) over year as bigint) as n_without_limit,
    cast(sum(n_unreported) over year as bigint) as n_unreported, cast(sum(n_recorded) over year as bigint) as n_recorded,
    cast(sum(n_listed) over year as bigint) as n_listed, cast(sum(n_by_lister) over year as bigint) as n_by_lister,
    cast(sum(n_unknown_listing) over year as bigint) as n_unknown_listing
from numbered
where kind = '*'
window year as (
    partition by region_code, department_code
    order by quarter_number
    range between 3 preceding and current row
)
