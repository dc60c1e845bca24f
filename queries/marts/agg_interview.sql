-- One row per quarter, kind, region of every level and department ('*': all together): the offices' counts, added up.
-- key: quarter, kind, region_code, department_code
with placed as (
    select o.*, a.ancestor_code as place
    from agg_interview_office as o
    join ref_region_ancestor as a on a.region_code = o.region_code
),
kept as (
    select *, department_code as keeper from placed
    union all
    select *, '*' as keeper from placed
)
select
    quarter, kind, place as region_code, keeper as department_code,
    sum(n_held) as n_held, sum(n_due) as n_due, sum(n_in_time) as n_in_time, sum(n_late_done) as n_late_done,
    sum(n_late_open) as n_late_open, sum(n_rectified) as n_rectified, sum(n_open_inside) as n_open_inside,
    sum(n_done_inside) as n_done_inside, sum(n_without_limit) as n_without_limit, sum(n_unreported) as n_unreported,
    sum(n_recorded) as n_recorded,
    sum(n_listed) as n_listed, sum(n_by_lister) as n_by_lister, sum(n_unknown_listing) as n_unknown_listing
from kept
group by quarter, kind, place, keeper
