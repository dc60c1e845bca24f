-- The judgement of each unit, and what it rests on.

-- One row per plan, indicator, quarter, region and department ('*'): the verdict and the numbers behind it.
create table stat_judgement (
    plan varchar, indicator varchar, quarter varchar, period_end date, region_code varchar, department_code varchar,
    family varchar,          -- region (over all departments), department (over the whole jurisdiction), office
    numerator double, denominator double, value double, low double, high double, n_rows bigint, origin varchar,
    judged_x double, judged_n double,        -- what the rate is judged on: the quarter's own, or pooled
    n_pooled integer,                        -- quarters pooled because one alone is too few: 1 or 4
    target double, target_on date, comparator varchar, target_kind varchar, floor double,
    expected double,         -- where the straight line to the target stands at the quarter's end
    milestone double,        -- what a sure shortfall is measured against: that point, the target, or a floor not held
    pace_required double,    -- points (or units) a year still needed to the target date
    pace_achieved double,    -- points (or units) a year over the last four quarters
    gap double,              -- value minus target, signed so that negative is a shortfall
    gap_units double,        -- cases still missing (or over), null where there is no denominator
    previous_value double, previous_word varchar,
    code varchar,            -- the verdict (metrics/vocabulary.VERDICTS)
    rule_number integer,     -- the line of the decision table that fired; 0: the plan is over
    word varchar,            -- met, on_course, watch, lagging, insufficient, not_met (plan over), null (nothing promised or tested)
    reasons varchar,         -- how it stands against the plan, one code
    signals varchar,         -- T4 P4 V2 A3 F3: those that could be computed
    n_worse_of_three integer, n_lagging_of_three integer, is_nameable boolean,
    p_named double, q_named double,          -- of being bad by chance, before and after BH over the family of the quarter
    peer_group varchar, n_peers integer, peer_centre double, peer_low double, peer_high double,   -- 95 %
    peer_low998 double, peer_high998 double, peer_z double, peer_p double, peer_q double,
    n_short integer, n_held_to_it integer,   -- units of the kind that surely fall short, of those with a target
    change_mark varchar,     -- improving, steady, worsening, null
    chart varchar, n_points integer, process_centre double, process_low double, process_high double, process_rules varchar,
    assurance_mark varchar,  -- pass, hit_and_miss, fail, null
    p_met double, p_met_worse double,        -- of meeting the target by its date: as shown, and by the worse model
    forecast double, forecast_low80 double, forecast_high80 double, forecast_low95 double, forecast_high95 double,
    no_series varchar, no_forecast varchar,  -- why there is no chart or no probability, one code each
    change_code varchar, change_units double,   -- what would change this verdict
    blank varchar            -- null, not_applicable, not_returned, refused, suppressed
);
-- One row per plan, indicator, quarter, family and peer group: the picture behind the comparison.
create table stat_peer_group (
    plan varchar, indicator varchar, quarter varchar, family varchar, peer_group varchar, n_units integer, centre double,
    phi double, tau2 double, n_outside double, n_outside_adjusted double, state varchar
);
-- One row per plan, quarter and family: how many tests were made, how many flags chance alone would give, how many were found.
create table stat_tests (
    plan varchar, quarter varchar, family varchar, signal varchar,   -- P (peers, 99.8 %), P3 (peers, 95 %), V (change)
    n_tests integer, n_expected double, n_flags integer, n_after_bh integer
);
-- One row per plan, quarter, indicator, department and family: units judged, and those without a figure by kind of blank.
create table agg_blank (
    plan varchar, quarter varchar, indicator varchar, department_code varchar, family varchar, n_units bigint, n_blank bigint,
    n_not_returned bigint, n_refused bigint, n_suppressed bigint, n_not_applicable bigint
);
