-- Listings and the measures against them: the chain, what ends a listing and when, what follows, and whether a measure did it.
--
-- A window is the quarters that end with `quarter`: n_quarters = 1, 4 or 12 (three years: the longest usual publication).
-- Everything is told as it stood at the end of `quarter` (or on the as-of date, if that came first): an older quarter reads as
-- it would have read then. Of grade and department at most one is single in a row, the other is '*'; region: every level.
-- Days of steps are working days, times to compliance and ending are calendar days. Counties have no cell of several single codes.

-- One row per window of listing, list, grade ('*'), region and listing department ('*').
create table stat_listing (
    quarter varchar, n_quarters integer, list varchar, grade varchar, region_code varchar, department_code varchar,
    n_listings bigint, n_entities bigint,    -- events and distinct entities
    n_notified bigint, n_published bigint,
    n_with_measure bigint, n_measured bigint,            -- a measure is due against it; at least one was applied
    n_complied bigint,                       -- the duty was done, whether or not the entity left the list since
    -- where the listing stood: these seven add up to n_listings
    n_repaired bigint, n_expired bigint, n_corrected bigint, n_deregistered bigint, n_exit_complied bigint,
    n_exit_unstated bigint, n_open bigint,
    n_open_expired bigint,                   -- of n_open: past the day the list itself gives for its end
    n_disputed bigint                        -- of n_open: an objection is open
);
-- One row per window of listing, measure ('*'), list ('*': all but the red one), grade ('*'), region and applying department ('*').
-- A measure belongs to the quarter of its listing. Limit of feedback: the nearest rule of kind feedback_limit.
create table stat_measure (
    quarter varchar, n_quarters integer, measure_code varchar, list varchar, grade varchar, region_code varchar,
    department_code varchar,
    n_measures bigint, n_entities bigint,    -- measures owed against listings of the window; entities they stand against
    -- where each one stood: these nine add up to n_measures
    n_not_due bigint,                        -- the day it is due has not come
    n_suspended bigint,                      -- an objection is open: neither done nor missed, whatever was done (Jiangxi (三十二))
    n_void bigint,                           -- the listing ended before the day it was due, with nothing applied
    n_unchecked bigint,                      -- due, and not looked at                          <- the chain breaks here
    n_unapplied bigint,                      -- looked at, and not applied                      <- or here
    n_not_fed_back bigint,                   -- applied, limit for feedback over, none given    <- or here
    n_feedback_open bigint,                  -- applied, feedback not due yet
    n_fed_back_unstated bigint,              -- fed back without saying what came of it
    n_fed_back_effect bigint,                -- fed back with an effect
    -- steps over all that were owed (n_unchecked + n_unapplied + n_not_fed_back + n_feedback_open + both fed back)
    n_owed bigint, n_checked bigint, n_applied bigint, n_applied_late bigint, n_fed_back bigint,
    n_effect_complied bigint, n_effect_partly bigint, n_effect_none bigint,
    n_applied_unchecked bigint,              -- of n_applied: no check on record, or only after the application
    n_in_force bigint, n_ended bigint,       -- of n_applied, by the measure's own end
    n_ended_not_fed_back bigint,             -- of n_applied: the measure or its listing ended, and nothing was fed back
    n_with_amount bigint, amount double,     -- yuan, of those fed back with an amount; null where none has one
    applied_low double, applied_high double, fed_back_low double, fed_back_high double,  -- Wilson 95 % of n_applied / n_owed, n_fed_back / n_applied
    complied_low double, complied_high double            -- of n_effect_complied / those with an effect stated
);
-- One row per window of listing, step and cell: how long the step took where it was taken by then (working days;
-- disputes included). Fewer than five such steps: no row.
create table stat_step_days (
    quarter varchar, n_quarters integer,
    step varchar,                            -- publish (from listing; measure '*'), check (from listing), apply (from check), feed_back (from application)
    measure_code varchar, list varchar, grade varchar, region_code varchar, department_code varchar,   -- as in stat_measure
    n bigint, days_median double, days_p90 double
);
-- One row per end (quarter), question, group and day: the curves. Told at the end of the last quarter that is over and of the two
-- years before; jurisdictions, cities. All lists ('*': but the red one) or one; a jurisdiction also by grade, measure and, at the
-- last end, department. The clock starts with the notice (else publication, else listing), the listing, the exit; of a measure's
-- listings, with its application. Re-offence: a new listing; elsewhere is another city. At most 60 points a curve.
create table stat_survival (
    quarter varchar,
    asked varchar,                           -- comply (notice -> duty done), end (listing -> what ended it), reoffend (exit -> listed again)
    list varchar, grade varchar, measure_code varchar,   -- '*' or one; measure: listings against which it was applied
    region_code varchar, department_code varchar,
    cause varchar,                           -- comply: complied; end: repaired, expired, corrected, deregistered, complied; reoffend: same_region, elsewhere
    days integer, share double, low double, high double, -- of 1 - KM (comply) or the Aalen-Johansen incidence of the cause
    n_at_risk bigint, n_events bigint        -- at risk just before the day; events up to it
);
-- One row per curve of stat_survival: what can be said in words.
create table stat_survival_summary (
    quarter varchar, asked varchar, list varchar, grade varchar, measure_code varchar, region_code varchar, department_code varchar,
    cause varchar, n bigint, n_events bigint, n_open bigint, n_left_out bigint,  -- left out: no usable dates
    median_days double, median_low double, median_high double,   -- null: not reached
    by_90 double, by_180 double, by_365 double, by_730 double,   -- share by then, null beyond the data
    by_365_low double, by_365_high double, by_730_low double, by_730_high double,
    mean_count_365 double, mean_count_730 double,        -- reoffend: mean cumulative number of new listings per exit
    visits_a_year double,                    -- reoffend: inspections per year at risk; more visits find more
    state varchar                            -- estimated, not_reached, few_events (< 10: curve, no median), no_events, no_cases
);
-- One row per measure and design: did it do anything?
create table stat_effect (
    measure_code varchar, quarter varchar, region_code varchar,  -- the whole jurisdiction
    design varchar,                          -- hazard (Cox, measure enters when applied), matched, before_after, interrupted
    outcome varchar,                         -- comply, reoffend
    estimate double, low double, high double, p double,  -- hazard and rate ratios; matched: difference of shares; before_after: points
    q double,                                -- p after Benjamini-Hochberg over the measures of the design
    n_treated bigint, n_control bigint, n_events bigint,
    detail varchar,                          -- JSON: what the design used and found (covariates, balance, slopes, autocorrelation)
    claim varchar,                           -- works, no_effect_seen, works_against, association_only, cannot_say
    reason varchar                           -- one code: why no more is claimed
);
-- One row per measure, outcome and covariate of the matching: were the two groups alike?
create table stat_balance (
    measure_code varchar, outcome varchar, quarter varchar, region_code varchar, covariate varchar,
    treated double, control_before double, control_after double, difference_before double, difference_after double  -- standardised
);
-- One row per measure and month around its application: what a naive before-and-after would show, and what the controls did.
create table agg_effect_course (
    measure_code varchar, quarter varchar, region_code varchar, group_code varchar,   -- treated, control
    month integer,                           -- 0 is the month of application (or of matching)
    n bigint, rate double
);
