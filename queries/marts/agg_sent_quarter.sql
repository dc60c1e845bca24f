-- One row per feed, department and region code as sent, quarter of receipt: rows that came in, before any is set aside.
-- key: feed, department_code, region_code, quarter
select c.feed, c.department_code, c.region_code, q.quarter, cast(sum(c.n_rows) as bigint) as n_rows
from fct_sent as c
left join stg_submission as q on q.submission_id = c._submission_id
group by c.feed, c.department_code, c.region_code, q.quarter
