-- Promises and looks: commitments, credit checks before decisions, formal talks.

-- Each of the three stands for every level of region, for single departments and all ('*'), for single parts and all ('*'), and
-- for one quarter or (all parts together) the four that end with it (n_quarters). Intervals are Wilson 95 %, of the shares of
-- metrics/shares.py; null where there is nothing to divide by.

-- One row per quarter, kind, region and department. What was signed in the quarter stands beside what came to be judged in it:
-- a promise for a year is published now and judged next year.
create table stat_commitment (
    quarter varchar, n_quarters integer, kind varchar, region_code varchar, department_code varchar,
    -- signed in the quarter
    n_signed bigint, n_published bigint,
    n_with_handling bigint, n_at_once bigint, n_papers_to_follow bigint, n_ordinary bigint,  -- how the matter was taken, where stated
    n_papers_complete bigint,                -- at once or ordinary: nothing was missing
    n_papers_due bigint, n_papers_in_time bigint, n_papers_late bigint, n_papers_missing bigint,  -- limit for the papers ended; of them
    n_papers_open bigint, n_papers_without_limit bigint,
    n_without_term bigint, n_running bigint, -- no term stated; the term still runs (counted nowhere below)
    -- came to be judged in the quarter: the term ended, or a breach was found before its end
    n_unreported bigint,                     -- ended since the office last sent anything: nobody knows yet, counted nowhere below
    n_due bigint, n_due_checked bigint, n_due_kept bigint, n_due_broken bigint, n_checked_early bigint,  -- kept, said before the term ended
    -- the same, and promises without a term that were checked in the quarter
    n_found bigint, n_found_without_term bigint, n_kept bigint, n_broken bigint, n_handled bigint, n_shared bigint,  -- found: with an outcome
    n_shared_before bigint,                  -- on the platform before the outcome was known: the promise, not how it was kept
    -- odd; by quarter of signing
    n_outcome_unchecked bigint,              -- an outcome and no day of a check: not counted as checked
    n_checked_without_outcome bigint,
    published_low double, published_high double, at_once_low double, at_once_high double,
    papers_to_follow_low double, papers_to_follow_high double, papers_in_time_low double, papers_in_time_high double,
    checked_low double, checked_high double, kept_of_due_low double, kept_of_due_high double,
    kept_low double, kept_high double, handled_low double, handled_high double, shared_low double, shared_high double
);
-- One row per quarter of decision, matter ('unlisted': one no plan names), region and department: was credit looked up before deciding?
create table stat_credit_check (
    quarter varchar, n_quarters integer, matter varchar, region_code varchar, department_code varchar,
    n_matters bigint, n_checked_before bigint, n_checked_same_day bigint, -- before: on the day of the decision at the latest; of them on that day
    n_checked_after bigint, n_unchecked bigint,
    n_result bigint, n_hit bigint, n_restricted bigint, n_restriction_unstated bigint,  -- result: whether a record was found is stated
    n_report_used bigint, n_report_stated bigint,
    before_low double, before_high double, hit_low double, hit_high double, restricted_low double, restricted_high double,
    report_low double, report_high double
);
-- One row per matter in which the plans want credit looked up.
create table ref_matter (
    matter varchar, name_zh varchar, name_en varchar,
    is_of_persons boolean,                   -- of natural persons: whether the office looked is counted, never what it found
    named_in_zh varchar, named_in_en varchar, aliases varchar
);
-- One row per jurisdiction and matter no plan names, as departments write it; only what was written often enough to name no person.
create table agg_credit_check_unlisted (region_code varchar, matter varchar, n_matters bigint, n_departments bigint);
-- One row per quarter of the talk, kind, region and department.
create table stat_interview (
    quarter varchar, n_quarters integer, kind varchar, region_code varchar, department_code varchar,
    n_held bigint,                           -- the sum of due, open_inside, done_inside, without_limit and unreported
    n_due bigint, n_in_time bigint, n_late_done bigint, n_late_open bigint,   -- limit ended by the as-of date; of them
    n_rectified bigint,                      -- in time or late
    n_open_inside bigint, n_done_inside bigint, n_without_limit bigint,
    n_unreported bigint,                     -- limit ended since the office last sent anything
    n_recorded bigint,
    n_listed bigint, n_by_lister bigint, n_unknown_listing bigint,  -- names a listing we know; held by the department that listed
    in_time_low double, in_time_high double, rectified_low double, rectified_high double,
    recorded_low double, recorded_high double, by_lister_low double, by_lister_high double
);
