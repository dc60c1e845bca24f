-- One row per span, region and department: what stat_repair is computed from.
-- key: quarter, n_quarters, region_code, department_code
select
    quarter, n_quarters, region_code, department_code, n_applied, n_accepted, n_decided, n_granted, n_refused, n_withdrawn, n_open,
    n_outcome_unstated, n_granted + n_refused as n_settled, n_with_least, n_too_early, days_to_decide, days_decide_p90,
    days_to_unpublish, n_unpublished, n_still_public, n_measured, n_still_measured, n_audited, n_wrong, n_missed, n_faulty,
    n_unknown_listing, n_twice
from agg_repair
