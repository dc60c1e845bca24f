-- Every table of a snapshot: what a row is, and its columns. The build fills these and nothing else;
-- an empty snapshot is exactly this file. Names: ref_ lookups, agg_ counts by grain, stat_ results, meta_ about the build.

-- One row per plan pack. An overlay pack (extends is set) lends its targets to the plan it extends.
create table ref_plan (
    plan varchar, title_zh varchar, title_en varchar, short_zh varchar, short_en varchar,
    document_number varchar, issuer_zh varchar, issuer_en varchar, issued_on date,
    period_from date, period_to date, region_code varchar, extends varchar, is_demo boolean, source varchar
);
-- One row per indicator card.
create table ref_indicator (
    indicator varchar, mechanism varchar, mechanism_zh varchar, mechanism_en varchar, name_zh varchar, name_en varchar,
    why_zh varchar, why_en varchar, numerator_zh varchar, numerator_en varchar, denominator_zh varchar, denominator_en varchar,
    unit varchar,            -- percent (stored 0-1), count, duration (working days), amount (yuan), ratio
    direction varchar,       -- up, down, none
    series varchar,          -- flow, stock, year_to_date (counts anew from each 1 January)
    origin varchar,          -- event, return, event_or_return (returns where a jurisdiction sends no events)
    feeds varchar,           -- the feeds it is computed from, comma-joined
    aggregate varchar,       -- the mart it is read from, null for returns
    additive_over varchar,   -- comma-joined subset of time,region,department
    comparable_departments boolean,
    counts_persons boolean,  -- of natural persons: counts under the threshold are hidden
    least_denominator integer, ceiling double, margin double, is_core boolean,
    rule varchar, caveat_zh varchar, caveat_en varchar, review_on date, position integer
);
-- One row per clause of a plan an indicator serves.
create table ref_indicator_clause (indicator varchar, plan varchar, clause varchar);
-- One row per indicator a plan names itself (or its overlay), in the plan's order and wording.
create table ref_plan_indicator (
    plan varchar, indicator varchar, position integer, section_zh varchar, section_en varchar,
    name_in_plan varchar, aliases varchar, from_pack varchar
);
-- One row per dated target. region_code / department_code null: the whole jurisdiction / every department.
create table ref_target (
    plan varchar, indicator varchar, region_code varchar, department_code varchar, target_on date,
    comparator varchar, value double,
    kind varchar,            -- reach, hold, at_least, direction, implied_total, deliverable, stage
    force varchar,           -- binding, promote, study
    scope_zh varchar, scope_en varchar, baseline double, baseline_on date, clause varchar, quote varchar,
    more_clauses varchar, from_pack varchar, is_demo boolean
);
-- One row per task of a plan.
create table ref_task (
    plan varchar, task varchar, position integer, chapter_zh varchar, chapter_en varchar, title_zh varchar, title_en varchar,
    text_zh varchar, clause varchar, quote varchar, lead varchar, is_open_list boolean, has_local_governments boolean,
    is_each_department boolean,
    deadline_kind varchar,   -- finish_by, start_by, start_then_ongoing, ongoing, window, not_stated
    deadline_wording varchar, deadline_strict date, deadline_lenient date, mechanisms varchar
);
-- One row per department that owns a task. role: lead, joint, responsible.
create table ref_task_department (plan varchar, task varchar, position integer, department_code varchar, role varchar, name_in_plan varchar);
-- One row per dated deliverable or qualitative stage of a plan.
create table ref_milestone (
    plan varchar, milestone varchar, kind varchar, group_zh varchar, group_en varchar, title_zh varchar, title_en varchar,
    text_zh varchar, due_on date, wording varchar, clause varchar, quote varchar
);
-- One row per time limit a plan sets. acts: comma-joined.
create table ref_limit (
    plan varchar, limit_id varchar, days integer, day_kind varchar, acts varchar, from_event varchar, to_event varchar,
    force varchar, clause varchar, quote varchar
);
-- One row per grade of a grade or tier scheme a plan names. tier: A (low risk) ... D (high), null where the plan gives none.
create table ref_scheme (plan varchar, scheme varchar, grade varchar, tier varchar, name_zh varchar, name_en varchar, clause varchar, quote varchar);
-- One row per incentive or sanction a plan names.
create table ref_measure (
    plan varchar, measure varchar, kind varchar, name_zh varchar, name_en varchar, is_key boolean, clause varchar, quote varchar
);
-- One row per list of entities a plan names.
create table ref_list (plan varchar, list varchar, name_zh varchar, name_en varchar, clause varchar, quote varchar);
-- One row per plan, clause as a pack or a card writes it, and clause it names: one entry may name several.
create table ref_clause (
    plan varchar, clause varchar,
    clause_key varchar,      -- the clause in one notation (data/clauses.py)
    is_section boolean       -- a whole chapter or section, without one of its headings
);
-- One row per thing a plan promises, whatever its kind: the register. task: the task in whose clause it stands.
create table ref_commitment (
    plan varchar, commitment varchar,
    kind varchar,            -- task, target, deliverable, stage, limit, measure, list, grade
    task varchar, position integer, clause varchar,
    clause_key varchar,      -- the clause in one notation, as in ref_clause
    quote varchar, part_zh varchar, part_en varchar, title_zh varchar, title_en varchar, text_zh varchar,
    deadline_kind varchar,   -- of a task its own, else by_date or not_stated; null where a date makes no sense
    deadline_wording varchar, deadline_strict date, deadline_lenient date, mechanisms varchar,
    indicator varchar, target_kind varchar, comparator varchar, value double, unit varchar,
    days integer, day_kind varchar, acts varchar, from_event varchar, to_event varchar, scheme varchar, measure_kind varchar,
    from_pack varchar, is_demo boolean
);
-- One row per clause of a plan and indicator that measures it. task: null outside the clauses of tasks.
create table ref_clause_indicator (
    plan varchar, clause_key varchar, task varchar, indicator varchar,
    link varchar,            -- target, clause, section, mechanism (related only: the clause itself is not counted)
    quote varchar
);
-- One row per region code, present or withdrawn (valid_to and successor_code set).
create table ref_region (
    region_code varchar, name_zh varchar, name_en varchar, level varchar, kind varchar, parent_code varchar,
    valid_from date, valid_to date, successor_code varchar
);
-- One row per present region and each region it lies in, itself included.
create table ref_region_ancestor (region_code varchar, ancestor_code varchar, ancestor_level varchar);
-- One row per department type.
create table ref_department (department_code varchar, name_zh varchar, name_en varchar, kind varchar, aliases varchar);
-- One row per calendar day. workday_number counts working days up to and including the day.
create table ref_workday (day date, is_workday boolean, workday_number integer, is_provisional boolean);
-- One row per dated rule. region_code: where it holds (all regions below it too).
create table ref_rule (
    rule varchar, kind varchar, region_code varchar, plan varchar, acts varchar, days integer, valid_from date, valid_to date,
    name_zh varchar, name_en varchar, source varchar, clause varchar, is_source_verified boolean
);
-- One row per source, feed, department ('*': every department that sends the feed) and period that has ended.
-- region_code: the jurisdiction of the source's plans, null where they name several.
create table ref_due (
    source varchar, region_code varchar, feed varchar, department_code varchar, period varchar, period_end date,
    next_end date,           -- end of the period after: what is received later counts for that one
    due_on date
);

-- One row per indicator, period (month, quarter or year), region and department as computed or returned, before any roll-up.
create table agg_observation (
    indicator varchar, period_kind varchar, period varchar, period_end date, region_code varchar, department_code varchar,
    numerator double, denominator double, value double, n_rows bigint, origin varchar
);
-- One row per indicator, period (month or quarter), region of any level and department ('*': all departments).
create table agg_rollup (
    indicator varchar, period_kind varchar, period varchar, period_end date, region_code varchar, department_code varchar,
    numerator double, denominator double, value double, low double, high double, n_rows bigint, origin varchar
);
-- One row per act, month of decision, delay in working days, region and department: the picture of lateness.
create table agg_publication_delay (
    act varchar, quarter varchar, region_code varchar, department_code varchar, delay_days integer, n_acts bigint
);
-- One row per plan task, department and quarter: what was last reported by the quarter's end.
create table agg_task (
    plan varchar, task varchar, department_code varchar, quarter varchar, state varchar, percent double,
    reported_on date, evidence varchar, is_done boolean, is_late boolean
);
-- One row per feed, department, quarter of receipt.
create table agg_quality (
    feed varchar, department_code varchar, quarter varchar, n_files bigint, n_files_refused bigint, rows bigint, kept bigint,
    refused bigint, masked bigint, duplicates bigint, dropped bigint
);
-- One row per source, feed, department and period that was due by the as-of date. Empty where no source has a due.toml.
create table agg_due (
    source varchar, region_code varchar, feed varchar, department_code varchar, period varchar, due_on date, received_on date,
    state varchar            -- on_time, late, missing
);
-- One row per feed that names entities, sender and quarter of receipt: records by what stood in their code column.
create table agg_code_quality (
    feed varchar, department_code varchar, quarter varchar,
    n_records bigint,        -- kept, or refused for the code alone: the sum of the four below
    n_coded bigint, n_without bigint, n_wrong bigint, n_double bigint
);
-- One row per pattern, indicator (or act), department, region and quarter: figures that ask for a second look, no more.
create table agg_pattern (
    pattern varchar,         -- heaping_at_full, exactly_on_target, identical_quarters, shrinking_denominator, limit_day_spike
    indicator varchar, act varchar, department_code varchar, region_code varchar,
    quarter varchar,         -- of identical_quarters the last one
    n bigint,                -- units at full marks or on target; quarters alike; denominator now; acts on the last day
    n_of bigint,             -- units that returned; quarters alike; denominator a year before; all acts with a delay
    observed double,         -- share at full marks; the target; numerator; rate now; the limit in working days
    reference double         -- share by chance; units a case beside; denominator; rate a year before; acts a day just before
);

-- One row per quarter of receipt (with the three before it), department and dimension: how its sending scores, no overall sum.
create table stat_scorecard (
    quarter varchar, department_code varchar,
    dimension varchar,       -- completeness, timeliness, readable, validity, codes, agreement
    position integer, n_ok bigint, n_required bigint, rate double,
    points double,           -- 0 to 100: full from a rate of 0.95, in proportion below
    blank varchar            -- null, no_calendar, nothing_due, nothing_received, nothing_to_count
);
-- One row per plan, indicator, quarter, region and department ('*'): the judgement and the numbers behind it.
create table stat_judgement (
    plan varchar, indicator varchar, quarter varchar, period_end date, region_code varchar, department_code varchar,
    family varchar,          -- region (over all departments), department (over the whole jurisdiction), office
    numerator double, denominator double, value double, low double, high double, n_rows bigint, origin varchar,
    target double, target_on date, comparator varchar, target_kind varchar, floor double,
    expected double,         -- where the straight line to the target stands at the quarter's end
    pace_required double,    -- points (or units) a year still needed to the target date
    pace_achieved double,    -- points (or units) a year over the last four quarters
    gap double,              -- value minus target, signed so that negative is a shortfall
    gap_units double,        -- cases still missing (or over), null where there is no denominator
    previous_value double, previous_word varchar,
    word varchar,            -- met, on_course, watch, lagging, insufficient, not_met (plan over), null (no target)
    reasons varchar,         -- reason codes, comma-joined, most decisive first
    n_lagging_of_three integer, is_nameable boolean,
    blank varchar            -- null, not_applicable, not_returned, refused, suppressed
);

-- One row per plan, quarter, indicator, department and family: units judged, and those without a figure by kind of blank.
create table agg_blank (
    plan varchar, quarter varchar, indicator varchar, department_code varchar, family varchar, n_units bigint, n_blank bigint,
    n_not_returned bigint, n_refused bigint, n_suppressed bigint, n_not_applicable bigint
);

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
