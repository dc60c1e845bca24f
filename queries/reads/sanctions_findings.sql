-- One row per region, department, quarter and contradiction found among listings and measures.
-- key: region_code, department_code, quarter, feed, finding
select region_code, department_code, quarter, feed, finding, sum(n_rows)::bigint as n_rows
from meta_finding
where feed in ('listings', 'measures')
group by region_code, department_code, quarter, feed, finding
