-- One row per region, department ('*': all) and quarter, latest first: how visits were made, and odd ones.
-- key: region_code, department_code, quarter
select
    region_code, department_code, quarter, n_visits, n_joint, n_with_mode, n_remote, n_non_workday, n_unofficial_year, n_without_tier,
    n_unknown_entity, n_deregistered, n_before_registration
from agg_inspection_manner
order by region_code, department_code, quarter desc
