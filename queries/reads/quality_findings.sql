-- One row per cross-feed finding, feed and department, all quarters together.
-- key: finding, feed, department_code
select
    finding, feed, department_code, sum(n_rows) as n_rows, count(distinct region_code) as n_regions, min(quarter) as first_quarter,
    max(quarter) as last_quarter
from meta_finding
where $department = '*' or department_code = $department
group by finding, feed, department_code
order by n_rows desc, finding, feed, department_code
