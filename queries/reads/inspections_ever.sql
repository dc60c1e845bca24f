-- One row: visits ever sent from the plan's jurisdiction.
-- key: n_visits
select coalesce(sum(m.n_visits), 0) as n_visits
from agg_inspection_manner as m
inner join ref_plan as p on p.region_code = m.region_code
where p.plan = $plan and m.department_code = '*'
