-- Visits against registers, bands, caps and draws. Figures of a year are cumulative from 1 January to the quarter's end.

-- One row per quarter, tier ('none': without a grade), way of selection ('*': any), region of every level and
-- department ('*': any): entities visited against the tier's register of 1 January, and both against the published band.
create table stat_inspection_ratio (
    quarter varchar, tier varchar, selection varchar, region_code varchar, department_code varchar,
    n_register bigint, n_inspected bigint, low double, high double,          -- distinct entities; Wilson interval of the ratio
    n_visits bigint, entity_years double, visits_a_year double, visits_low double, visits_high double,  -- Byar, exact below 10
    band_low double, band_high double,       -- of one office's own band; null where several or none apply
    n_offices bigint, n_offices_with_band bigint,   -- offices (department x region) below this row that inspect / that published
    n_banded_register bigint, n_banded_inspected bigint,
    n_short bigint, n_excess bigint,         -- entities missing to the low end / beyond the high end, summed over the offices
    band_state varchar                       -- within, above, short (year over), under_way (year running), no_band
);
-- One row per quarter, what is asked (ratio: random visits per register; hits: findings per random visit), region of every
-- level and department ('*'): does it rise with risk?
create table stat_gradient (
    quarter varchar, asked varchar, region_code varchar, department_code varchar,
    n_tiers integer, n bigint, x bigint,     -- tiers with a base; register or visits; entities visited or visits with findings
    scores varchar,                          -- the scores of the tiers, as A=0,B=1,C=2,D=3
    slope double, z double, p_trend double,  -- Cochran-Armitage; slope in points per tier
    chi2 double, p_homogeneity double,
    ratio double, ratio_low double, ratio_high double,   -- riskiest tier with a base against the least risky, exact interval
    tier_from varchar, tier_to varchar,      -- the two tiers of the ratio
    planned_ratio double,                    -- middle of the high tier's band over that of the low tier, null without bands
    state varchar                            -- rising, inverted, no_evidence, too_few, one_tier
);
-- One row per quarter, tier, way of selection ('*'), region of every level and department ('*'): do visits find anything?
create table stat_hit_rate (
    quarter varchar, tier varchar, selection varchar, region_code varchar, department_code varchar,
    n_visits bigint, n_with_findings bigint, low double, high double
);
-- One row per quarter, region of every level and department ('*': all departments' visits to an entity together).
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
-- One row per quarter, region of every level, department ('*') and tier: was the draw random? Frames of all draws together.
create table stat_draw (
    quarter varchar, region_code varchar, department_code varchar, tier varchar,   -- '*': does inclusion differ between regions below
    n_draws bigint, n_frame bigint, n_drawn bigint,
    share_low double, share_high double,     -- Wilson interval of n_drawn / n_frame
    expected double,                         -- drawn here if every entity in the frame stood the same chance (same draw, or same band)
    p double, power double,                  -- exact; power against a chance twice (or half) as large
    state varchar                            -- as_random, not_random, cannot_say, no_draws
);
