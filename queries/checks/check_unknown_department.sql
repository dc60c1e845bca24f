-- One row per feed, department, region and quarter: rows of a department the list of departments does not know.
-- key: feed, department_code, region_code, quarter
select 'unknown_department' as finding, s.feed, s.department_code, s.region_code, s.quarter, s.n_rows
from agg_sent_quarter as s
left join ref_department as d on d.department_code = s.department_code
where s.department_code is not null and d.department_code is null
