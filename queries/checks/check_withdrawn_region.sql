-- One row per feed, department, region and quarter: rows dated after their region code was withdrawn (counted under its successor).
-- key: feed, department_code, region_code, quarter
-- looks up: stg_submission
select
    'withdrawn_region' as finding, l.feed, l.department_code, l.region_code, q.quarter, cast(sum(l.n_rows) as bigint) as n_rows
from fct_withdrawn_region as l
left join stg_submission as q on q.submission_id = l._submission_id
group by l.feed, l.department_code, l.region_code, q.quarter
