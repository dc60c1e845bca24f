-- About the build: files, refusals, findings, revisions, the queries that ran.

-- Exactly one row.
create table meta_build (
    snapshot_id varchar, as_of date, built_at timestamp, code_version varchar, schema_version integer, is_demo boolean,
    source_name varchar, plans varchar, seconds double, peak_mb double, settings varchar
);
create table meta_step (position integer, step varchar, rows bigint, seconds double, peak_mb double);
-- One row per file sent.
create table meta_submission (
    submission_id varchar, position integer, feed varchar, department_code varchar, file_name varchar, received_on date,
    encoding varchar, size_bytes bigint, rows bigint, kept bigint, refused bigint, masked bigint, duplicates bigint, dropped bigint,
    error_rule varchar, error_zh varchar, error_en varchar,
    source varchar           -- the name of the source it came with
);
-- One row per refused row of a file (row number as in the file; no values), at most 200 a file.
create table meta_problem (
    submission_id varchar, row_number bigint, column_name varchar, rule varchar, message_zh varchar, message_en varchar
);
-- One row per submission, rule and column: the full count.
create table meta_problem_count (submission_id varchar, rule varchar, column_name varchar, n_rows bigint);
-- One row per cross-feed finding, department, region and quarter.
create table meta_finding (
    finding varchar, feed varchar, department_code varchar, region_code varchar, quarter varchar, n_rows bigint
);
-- One row per pair of submissions in which the later one replaced rows of the earlier one, or conflicted with it.
create table meta_revision (
    feed varchar, kind varchar, old_submission_id varchar, new_submission_id varchar, n_rows bigint
);
-- One row per indicator and file it draws on.
create table meta_lineage (indicator varchar, submission_id varchar, n_rows bigint);
-- One row per SQL file of the build.
create table meta_query (name varchar, sql varchar);
