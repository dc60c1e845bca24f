-- What plans and figures are read against: indicators, regions, departments, working days, rules, what is due.

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
-- One row per region code, present or withdrawn (valid_to and successor_code set).
create table ref_region (
    region_code varchar, name_zh varchar, name_en varchar, level varchar, kind varchar, parent_code varchar,
    valid_from date, valid_to date, successor_code varchar
);
-- One row per present region and each region it lies in, itself included.
create table ref_region_ancestor (region_code varchar, ancestor_code varchar, ancestor_level varchar);
-- One row per spelling of a grade of the public credit evaluation: its place, 1 best to 4 worst.
create table ref_evaluation_grade (grade varchar, place integer);
-- One row per department type.
create table ref_department (department_code varchar, name_zh varchar, name_en varchar, kind varchar, aliases varchar);
-- One row per calendar day. workday_number counts working days up to and including the day.
create table ref_workday (day date, is_workday boolean, workday_number integer, is_provisional boolean);
-- One row per dated rule. region_code: where it holds (all regions below it too).
create table ref_rule (
    rule varchar, kind varchar, region_code varchar, plan varchar, acts varchar, days integer, valid_from date, valid_to date,
    force varchar,           -- of a limit: binding, promote, study
    name_zh varchar, name_en varchar, source varchar, clause varchar, is_source_verified boolean
);
-- One row per source, feed, department ('*': every department that sends the feed) and period that has ended.
-- region_code: the jurisdiction of the source's plans, null where they name several.
create table ref_due (
    source varchar, region_code varchar, feed varchar, department_code varchar, period varchar, period_end date,
    next_end date,           -- end of the period after: what is received later counts for that one
    due_on date
);
