-- What the plans promise: a table each for packs, targets, tasks, limits, and the register of all of it.

-- One row per plan pack. An overlay pack (extends is set) lends its targets to the plan it extends.
create table ref_plan (
    plan varchar, title_zh varchar, title_en varchar, short_zh varchar, short_en varchar,
    document_number varchar, issuer_zh varchar, issuer_en varchar, issued_on date,
    period_from date, period_to date, region_code varchar, extends varchar, is_demo boolean, source varchar
);
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
