-- One row: listings ever sent from the plan's jurisdiction, and the last quarter up to the chosen one with any.
-- key: n_listings
select
    coalesce(sum(n_listings), 0)::bigint as n_listings,
    max(quarter) filter (where n_listings > 0 and quarter <= $quarter) as latest
from stat_listing
where region_code = $root and list <> '*' and grade = '*' and department_code = '*' and n_quarters = 1
