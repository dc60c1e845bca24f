-- The judgement of each unit, and what it rests on.

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
