-- One row per matter no plan names, as departments of the jurisdiction write it, most frequent first.
-- key: matter
select u.matter, u.n_matters, u.n_departments
from agg_credit_check_unlisted as u
inner join ref_region_ancestor as p on p.ancestor_code = u.region_code and p.region_code = $region
order by u.n_matters desc, u.matter
