-- Rights of those on record: objections, repair, measures without ground, records shown too long. Defects of the office, never of the entity.

-- Each stands for one quarter or the four that end with it (n_quarters), region of every level, department ('*').
-- One row per quarter the objection was raised in.
create table stat_objection (
    quarter varchar, n_quarters integer, region_code varchar, department_code varchar,
    n_raised bigint, n_answered bigint, n_open bigint,
    n_due bigint, n_in_time bigint, n_without_limit bigint,      -- by the dated rule for answers, where one holds
    n_upheld bigint, n_not_upheld bigint, n_unstated bigint,
    days_median double, days_p90 double,     -- working days to the answer
    n_with_measures bigint, n_suspended bigint, n_in_breach bigint, days_in_breach bigint,  -- measures applied or in force while it was open
    n_corrected bigint, n_correction_open bigint, days_to_correct double,
    upheld_low double, upheld_high double, suspended_low double, suspended_high double, in_time_low double, in_time_high double
);
-- One row per quarter the repair was applied for in.
create table stat_repair (
    quarter varchar, n_quarters integer, region_code varchar, department_code varchar,
    n_applied bigint, n_accepted bigint, n_decided bigint, n_granted bigint, n_refused bigint, n_withdrawn bigint, n_open bigint,
    n_too_early bigint,                      -- granted before the shortest publication of the rule was over
    days_to_decide double, days_to_unpublish double,             -- medians, working days
    n_unpublished bigint, n_still_public bigint, n_still_measured bigint,  -- of n_granted: off line; not; measures still in force
    n_audited bigint, n_wrong bigint, n_missed bigint,
    granted_low double, granted_high double, faulty_low double, faulty_high double
);
-- One row per defect, quarter it stood in, region and department: things that ought not to be.
create table stat_rights_defect (
    defect varchar,                          -- outside_catalogue, without_basis, beyond_limit, after_exit, while_disputed, published_too_long,
                                             -- exit_overdue, wrongly_listed_not_restored, repaired_still_listed
    quarter varchar, region_code varchar, department_code varchar,
    n bigint, n_of bigint,                   -- found; of how many it could have been
    n_entities bigint, days_median double, days_most integer,    -- how long it stood, where that can be said
    rule varchar, low double, high double
);
