-- One row per quarter of the chosen region and department, latest first: how visits were made, and odd ones.
-- key: quarter
select
    quarter, n_visits, n_joint, n_with_mode, n_remote, n_non_workday, n_unofficial_year, n_without_tier, n_unknown_entity,
    n_deregistered, n_before_registration
from agg_inspection_manner
where region_code = $region and department_code = $department
order by quarter desc
