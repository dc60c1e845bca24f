-- One row per quarter, cross-feed finding, feed, region and department.
-- key: quarter, finding, feed, region_code, department_code
select quarter, finding, feed, region_code, department_code, sum(n_rows)::bigint as n_rows
from meta_finding
group by quarter, finding, feed, region_code, department_code
order by quarter
