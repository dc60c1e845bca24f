-- One row per span, region and department: what stat_wrong_listing is computed from.
-- key: quarter, n_quarters, region_code, department_code
select
    quarter, n_quarters, region_code, department_code, n_found, n_entities, n_corrected, n_off_list, n_measured, n_measures_ended,
    n_restored, days_to_restore, days_open_most
from agg_wrong_listing
