-- One row per quarter of receipt, jurisdiction and department: rows sent and rows refused.
-- key: quarter, region_code, department_code
-- A refused row has no region one could trust, so the count stands at the top of the jurisdiction its file belongs to.
select
    q.quarter,
    h.region_code,
    coalesce(m.department_code, '*') as department_code,
    cast(sum(m.kept) + sum(m.refused) as bigint) as n_records,
    cast(sum(m.refused) as bigint) as n_refused
from meta_submission as m
join dim_submission_home as h on h.submission_id = m.submission_id
join stg_submission as q on q.submission_id = m.submission_id
group by q.quarter, h.region_code, coalesce(m.department_code, '*')
