-- Visits against registers, bands, caps and draws. Figures of a year are cumulative from 1 January to the quarter's end.

-- One row per quarter, tier ('none': without a grade), way of selection ('*': any), region of every level and
-- department ('*': any): entities visited against the tier's register of 1 January, and both against the published band.
-- A band is held against random visits and against all ('*'); the other ways have null there, and a row only where visits were.
-- Below the region of a band the region's own part of the register stands against the same ends; such parts are not added up.
create table stat_inspection_ratio (
    quarter varchar, tier varchar, selection varchar, region_code varchar, department_code varchar,
    n_register bigint, n_inspected bigint, low double, high double,          -- distinct entities; Wilson interval of the ratio
    -- visits by the tier of the day before each; per year an entity stood in the tier; Byar, exact below 10
    n_visits bigint, entity_years double, visits_a_year double, visits_low double, visits_high double,
    band_low double, band_high double,       -- of one office's own band; null where several or none apply
    n_offices bigint, n_offices_with_band bigint,   -- offices (department x region) below that inspect or published; of them those a band holds for
    n_banded_register bigint, n_banded_inspected bigint,
    n_short bigint, n_excess bigint,         -- entities missing to the low end / beyond the high end, summed over the bands
    band_state varchar                       -- short (year over), under_way (short, year running), above, within, no_band
);
-- One row per quarter, what is asked (ratio: random visits per register; hits: findings per random visit), region of every
-- level and department ('*'): does it rise with risk?
create table stat_gradient (
    quarter varchar, asked varchar, region_code varchar, department_code varchar,
    n_tiers integer, n bigint, x bigint,     -- tiers with a base; register or visits; entities visited or visits with findings
    scores varchar,                          -- the scores of the tiers, as A=0,B=1,C=2,D=3
    slope double, z double, p_trend double,  -- Cochran-Armitage (exact where few); change of the rate (0-1) per tier
    q_trend double,                          -- p_trend after Benjamini-Hochberg over the quarter: name an office from 0.05 down
    chi2 double, p_homogeneity double,
    ratio double, ratio_low double, ratio_high double,   -- riskiest tier with a base against the least risky, exact interval
    tier_from varchar, tier_to varchar,      -- the two tiers of the ratio
    planned_ratio double,                    -- middle of the high tier's band over that of the low tier, null without bands
    state varchar                            -- rising, inverted (p_trend < 0.05), no_evidence, too_few, one_tier
);
-- One row per quarter, tier, way of selection ('*'), region of every level and department ('*'): do visits find anything?
create table stat_hit_rate (
    quarter varchar, tier varchar, selection varchar, region_code varchar, department_code varchar,
    n_visits bigint, n_with_findings bigint, low double, high double
);
-- One row per quarter, region of every level and department ('*': all departments' visits to an entity together).
-- The n-th visit of a year is held against the cap of the tier it was made under ('*': the largest any department published).
create table agg_inspection_cap (
    quarter varchar, region_code varchar, department_code varchar,
    n_visited bigint, n_capped bigint,       -- entities visited; of them those for whose tier a yearly cap was published
    n_over_cap bigint, n_visits_over bigint, most_visits bigint
);
-- One row per quarter and region of every level: entities several departments visited within 30 days of one another.
create table agg_inspection_repeat (
    quarter varchar, region_code varchar, n_visited bigint, n_repeated bigint, n_visits bigint, n_mergeable bigint
);
-- One row per quarter, region of every level and pair of departments (a < b by code) that could have gone together.
create table agg_inspection_pair (quarter varchar, region_code varchar, department_a varchar, department_b varchar, n_entities bigint);
-- One row per quarter (of its own, not cumulative), region of every level and department ('*'): how visits are made, and odd ones.
create table agg_inspection_manner (
    quarter varchar, region_code varchar, department_code varchar, n_visits bigint, n_joint bigint, n_with_mode bigint,
    n_remote bigint, n_non_workday bigint, n_unofficial_year bigint,   -- on days of a year without an official calendar
    n_without_tier bigint, n_unknown_entity bigint, n_deregistered bigint, n_before_registration bigint
);
-- One row per quarter, region of every level, department ('*') and tier ('*': all): was the draw random? Cumulative.
-- Compared are the regions under one band of one tier, or, where no band is published, those of one city in one tier.
create table stat_draw (
    quarter varchar, region_code varchar, department_code varchar, tier varchar,
    n_draws bigint, n_frame bigint, n_drawn bigint,
    share_low double, share_high double,     -- Wilson interval of n_drawn / n_frame
    expected double,                         -- drawn here if all who are compared stood the same chance
    compared varchar,                        -- rest: this part against the rest; parts: its parts with one another; null: nothing
    p double, q double,                      -- exact (parts: by moments); after Benjamini-Hochberg over the quarter
    power double,                            -- against chances (odds) twice or half as large
    state varchar                            -- not_random (q < 0.05), as_random (power 0.8 or more), cannot_say, no_draws
);
