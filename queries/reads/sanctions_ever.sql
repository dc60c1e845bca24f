-- One row per quarter: listings ever sent from the plan's jurisdiction.
-- key: quarter
select quarter, sum(n_listings)::bigint as n_listings
from stat_listing
where region_code = $root and list <> '*' and grade = '*' and department_code = '*' and n_quarters = 1
group by quarter
order by quarter
