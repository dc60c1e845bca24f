-- What a target for next year can rest on: where each unit is heading, what it and its peers have reached, how such words held.

-- One row per indicator, region over all departments or department type over a jurisdiction, and year's end looked ahead to.
-- The distributions at the horizon stand as metrics.prospect.chance reads them: five bounds on the working scale (arcsine of the
-- root for rates) and degrees of freedom, by model; led by peers, the third bound, spread and cases say it all.
-- seen_from: the quarter that ended last.
create table stat_outlook (
    indicator varchar, region_code varchar, department_code varchar, family varchar,
    seen_from varchar, horizon_quarter varchar, horizon integer,     -- quarters from one to the other
    n_points integer, last_quarter varchar,
    numerator double, denominator double, value double,              -- of last_quarter
    cases double,                            -- a quarter: mean denominator of the last four, null where none
    spread double,                           -- of a rate led by its peers (metrics/among_peers), null where it stands alone
    is_rate boolean, is_constant boolean,
    low95 double, low80 double, mean double, high80 double, high95 double,   -- of the combined forecast, as values
    both_1 double, both_2 double, both_3 double, both_4 double, both_5 double, both_df double,
    line_1 double, line_2 double, line_3 double, line_4 double, line_5 double, line_df double,
    holt_1 double, holt_2 double, holt_3 double, holt_4 double, holt_5 double, holt_df double,
    best double, best_until varchar,         -- best four quarters in a row: their value, the last of them
    reason varchar                           -- null; why no chance can be stated (TOO_FEW_POINTS, NO_RECENT_VALUE, TOO_FAR,
                                             -- NO_PROBABILITY, CONSTANT, YEAR_TO_DATE)
);
-- One row per plan, indicator, unit, target date that has passed and number of quarters before it: what was said, what came.
create table stat_target_history (
    plan varchar, indicator varchar, region_code varchar, department_code varchar, family varchar,
    target_on date, target double, comparator varchar,
    quarters_before integer,                 -- 1, 2, 4 or 8
    said_in varchar, value_then double,
    p_met double, p_met_worse double,        -- said from the figures up to said_in (as they are known now) and nothing later
    reason varchar,                          -- why no chance was stated, null where one was
    last_value double, straight_line double, -- what two rules of thumb said: 1 will be met, 0 will not
    came double, is_met boolean
);
-- One row per indicator ('*': all), quarters before and class of said chance ('*': all): did the words hold?
create table stat_target_calibration (
    indicator varchar, quarters_before integer,
    class varchar,                           -- 0-20, 20-40 ... of the chance in per cent, '*'
    n integer, n_met integer, mean_p double, share_met double,
    met_low double, met_high double,         -- 95 %, of as many targets as they are worth: units of an indicator go together
    brier double, brier_worse double, brier_last_value double, brier_straight_line double   -- on '*' only; lower is better
);
