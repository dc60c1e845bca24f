-- One row per contradiction found among listings and measures up to the chosen quarter.
-- key: feed, finding
select f.feed, f.finding, sum(f.n_rows)::bigint as n_rows
from meta_finding as f
inner join ref_region_ancestor as a on a.region_code = f.region_code and a.ancestor_code = $region
where
    f.feed in ('listings', 'measures') and f.quarter <= $quarter and ($department = '*' or f.department_code = $department)
group by f.feed, f.finding
order by n_rows desc, f.feed, f.finding
