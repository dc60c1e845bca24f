-- One row per feed, department, region code and quarter: rows under a region code no table knows.
-- key: feed, department_code, region_code, quarter
select 'unknown_region' as finding, s.feed, s.department_code, s.region_code, s.quarter, s.n_rows
from agg_sent_quarter as s
left join stg_region as r on r.region_code = s.region_code
where s.region_code is not null and r.region_code is null
