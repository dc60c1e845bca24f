-- One row per quarter of decision, region and department: kinds of act beside licence and penalty that had to be public, and
-- those of which at least one is.
-- key: quarter, region_code, department_code
-- by: department_code
-- A kind counts for every office that decides it; one none of whose acts has outlived its limit is not due yet.
with kinds as (
    select
        substr(month, 1, 4) || 'Q' || cast((cast(substr(month, 6, 2) as integer) + 2) // 3 as varchar) as quarter,
        act, region_code, department_code, sum(n_due_published) as n_due_published
    from agg_publication_month
    where act not in ('licence', 'penalty') and n_due > 0
    group by substr(month, 1, 4), (cast(substr(month, 6, 2) as integer) + 2) // 3, act, region_code, department_code
)
select
    quarter, region_code, department_code,
    count(*) as n_kinds,
    count(*) filter (where n_due_published > 0) as n_kinds_published
from kinds
group by quarter, region_code, department_code
