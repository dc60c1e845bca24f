-- Rights of those on record: objections, repair, measures without ground, records shown too long. Defects of the office, never
-- of the entity.
--
-- Each stands for every level of region and for single departments and all ('*'). Days of answers and decisions are working days,
-- days a defect has stood are calendar days. Intervals are Wilson 95 %; null where there is nothing to divide by.
-- Where no document says how soon (suspending after an objection, ending measures after a repair), the setting
-- rights_grace_days of the rules holds, and whatever rests on it says so.

-- One row per four quarters the objections were raised in, named by the last (n_quarters = 4: single ones hold too few).
create table stat_objection (
    quarter varchar, n_quarters integer, region_code varchar, department_code varchar,  -- the department that handles it
    n_raised bigint, n_answered bigint, n_open bigint,
    n_due bigint, n_in_time bigint, n_without_limit bigint,      -- by the dated rule for answers, where one holds
    n_upheld bigint, n_not_upheld bigint, n_unstated bigint,     -- of n_answered
    days_median double, days_p90 double,     -- working days to the answer
    n_with_measures bigint,                  -- a measure stood or came due against the listing while it was open
    n_suspended bigint, n_in_breach bigint, n_untouched bigint,  -- of them: suspension on record; a measure in force all the same; none
    days_in_breach bigint,                   -- days on which one was, summed over objections (two measures on one day: one day)
    n_corrected bigint, n_corrected_in_time bigint, n_correction_open bigint, days_to_correct double,  -- of n_upheld; working days
    n_unknown_listing bigint,                -- names a listing nobody sent: measures against it cannot be looked for
    upheld_low double, upheld_high double, untouched_low double, untouched_high double, in_time_low double, in_time_high double
);
-- One row per four quarters the repairs were applied for in, named by the last.
create table stat_repair (
    quarter varchar, n_quarters integer, region_code varchar, department_code varchar,  -- the department that handles it
    n_applied bigint, n_accepted bigint, n_decided bigint, n_granted bigint, n_refused bigint, n_withdrawn bigint, n_open bigint,
    n_outcome_unstated bigint,
    n_with_least bigint, n_too_early bigint, -- granted where a rule sets a shortest publication; before it was over
    days_to_decide double, days_decide_p90 double, days_to_unpublish double,   -- working days
    n_unpublished bigint, n_still_public bigint,                 -- of n_granted: off line; not, and the days of grace are over
    n_measured bigint, n_still_measured bigint,                  -- of n_granted: a measure was in force then; and is still, after the grace
    n_audited bigint, n_wrong bigint, n_missed bigint,
    n_unknown_listing bigint, n_twice bigint,                    -- n_twice: granted although a repair of the record had been granted before
    granted_low double, granted_high double, faulty_low double, faulty_high double, early_low double, early_high double
);
-- One row per four quarters listings were found wrong in (an objection upheld, or exit as corrected), named by the last.
create table stat_wrong_listing (
    quarter varchar, n_quarters integer, region_code varchar, department_code varchar,  -- the department that listed
    n_found bigint, n_entities bigint, n_corrected bigint, n_off_list bigint,
    n_measured bigint, n_measures_ended bigint,                  -- measures had been applied; all of them ended
    n_restored bigint,                       -- corrected or off the list, and no measure left
    days_to_restore double, days_open_most integer,              -- working days, median; calendar days the longest still waits
    restored_low double, restored_high double
);
-- One row per defect, part of it, quarter it stood in, region and department that answers for it: things that ought not to be.
-- A record that straddles 2026-04-01 is judged by the rule of each day, its months running from the day of the document: a longest
-- period that the new rule had ended before ends on the rule's first day, and no day before it is counted (n_straddling: these).
create table stat_rights_defect (
    defect varchar,                          -- outside_catalogue, without_basis, beyond_limit, after_exit, while_disputed,
                                             -- published_too_long, exit_overdue, wrongly_listed, repaired_early, repaired_public, repaired_measured
    part varchar,                            -- '*', or where something was found: a measure, a rule of publication, a list
    quarter varchar, region_code varchar, department_code varchar,
    n bigint, n_of bigint,                   -- stood in the quarter; of how many that it could have befallen
    n_new bigint, n_standing bigint,         -- began in it; still stand at its end (on the as-of date, if that came first)
    n_entities bigint,                       -- known to the register of listings or decisions
    days_median double, days_most integer,   -- calendar days it had stood by then
    n_straddling bigint,                     -- rest on the reading of records that straddle a change of rules
    n_left_out bigint,                       -- could not be told: see queries/marts/fct_rights_case.sql
    low double, high double                  -- of n / n_of
);
-- One row per measure code the catalogue of sanctions is known to allow. None of the texts has been checked: shown as 来源待核.
create table ref_catalogue_measure (
    measure_code varchar, item_zh varchar, item_en varchar, source varchar, is_source_verified boolean
);
-- One row per dated rule of publication and kind of record (penalty, listing) it is about: months from the day of the document.
create table ref_repair_period (
    rule varchar, record varchar,
    severity varchar,                        -- minor, ordinary, serious, any; key_fields: of fields our data does not tell
    min_months integer, max_months integer, valid_from date, valid_to date, is_source_verified boolean
);
-- One row per kind of record and degree as departments write it: which degree of the rules it is read as. A degree the rules do not
-- know (较重) is read twice, each time so that the office is accused of less.
create table ref_severity (
    record varchar, written varchar,
    longest varchar,                         -- for "shown too long"
    shortest varchar                         -- for "repaired too early"
);
