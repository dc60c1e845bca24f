-- One row per cross-feed finding, feed, region and department of the quarter.
-- key: finding, feed, region_code, department_code
select finding, feed, region_code, department_code, sum(n_rows)::bigint as n_rows
from meta_finding
where quarter = $quarter
group by finding, feed, region_code, department_code
