-- One row per cross-feed finding and feed in rows of the chosen region (and those below it) of the quarter.
-- key: finding, feed
select f.finding, f.feed, count(distinct f.department_code) as n_departments, sum(f.n_rows) as n_rows
from meta_finding as f
inner join ref_region_ancestor as a on a.region_code = f.region_code and a.ancestor_code = $region
where f.quarter = $quarter
group by f.finding, f.feed
order by n_rows desc, f.finding, f.feed
