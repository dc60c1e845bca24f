-- One row per span, region and department: what stat_objection is computed from.
-- key: quarter, n_quarters, region_code, department_code
select
    quarter, n_quarters, region_code, department_code, n_raised, n_answered, n_open, n_due, n_in_time, n_without_limit,
    n_upheld, n_not_upheld, n_unstated, n_upheld + n_not_upheld as n_stated, days_median, days_p90, n_with_measures, n_suspended,
    n_in_breach, n_untouched, days_in_breach, n_corrected, n_corrected_in_time, n_correction_open, days_to_correct, n_unknown_listing
from agg_objection
