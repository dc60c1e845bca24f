-- One row per quarter of receipt and department, at the top of the jurisdiction: rows sent and rows refused.
-- key: quarter, region_code, department_code
-- A refused row has no region one could trust, so the count stands at the top, and only where the plans name one jurisdiction.
with jurisdiction as (
    select max(region_code) as region_code
    from ref_plan
    having min(region_code) = max(region_code)
)
select
    q.quarter,
    j.region_code,
    q.department_code,
    sum(q.kept) + sum(q.refused) as n_records,
    sum(q.refused) as n_refused
from agg_quality as q
cross join jurisdiction as j
group by q.quarter, j.region_code, q.department_code
