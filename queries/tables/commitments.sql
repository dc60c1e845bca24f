-- Promises and looks: commitments, credit checks before decisions, formal talks.

-- One row per quarter of signing, kind, region and department.
create table agg_commitment (
    quarter varchar, kind varchar, region_code varchar, department_code varchar,
    n_signed bigint, n_published bigint,
    n_at_once bigint, n_papers_to_follow bigint, n_with_handling bigint,   -- how the matter was taken; with_handling: stated at all
    n_due bigint,                            -- promise's own limit ended by the as-of date
    n_checked bigint, n_kept bigint, n_broken bigint, n_handled bigint, n_shared bigint,
    n_due_unchecked bigint                   -- limit ended, nobody looked
);
-- One row per quarter of decision, matter, region and department: was credit looked up before deciding?
create table agg_credit_check (
    quarter varchar, matter varchar, region_code varchar, department_code varchar,
    n_matters bigint, n_checked_before bigint, n_checked_after bigint, n_unchecked bigint,
    n_hit bigint, n_restricted bigint, n_report_used bigint, n_report_stated bigint
);
-- One row per quarter of the talk, kind, region and department.
create table agg_interview (
    quarter varchar, kind varchar, region_code varchar, department_code varchar,
    n_held bigint, n_with_limit bigint, n_due bigint, n_in_time bigint, n_late_done bigint, n_late_open bigint,
    n_open_inside bigint, n_recorded bigint
);
