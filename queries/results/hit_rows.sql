-- One row of stat_hit_rate without its interval: by the place of the visit, cumulative from 1 January.
-- key: quarter, tier, selection, region_code, department_code
select
    q.quarter, v.tier, coalesce(v.selection, '*') as selection, a.ancestor_code as region_code,
    coalesce(v.department_code, '*') as department_code,
    cast(sum(v.n_visits) as bigint) as n_visits,
    cast(sum(v.n_with_findings) as bigint) as n_with_findings
from agg_inspection_visits_month as v
join ref_region_ancestor as a on a.region_code = v.region_code
join dim_inspection_quarter as q on q.year = v.year and q.number >= v.number
group by grouping sets (
    (q.quarter, v.tier, v.selection, a.ancestor_code, v.department_code), (q.quarter, v.tier, v.selection, a.ancestor_code),
    (q.quarter, v.tier, a.ancestor_code, v.department_code), (q.quarter, v.tier, a.ancestor_code)
)
