-- Where, compared with whom, and how sure.

-- One row per indicator, quarter, family of places (level) and region: rank with its interval and the tier that follows from it.
-- Counted over all departments, by the same figures as stat_judgement (family region), plan by plan only where targets differ.
create table stat_rank (
    indicator varchar, quarter varchar, root_code varchar, level varchar,    -- root: the jurisdiction ranked in; level city or county
    region_code varchar, numerator double, denominator double, value double, low double, high double,
    rank integer, n_tied integer, n_ranked integer, rank_low integer, rank_high integer,
    tier varchar,                            -- upper (whole interval in the better third), lower, middle, unclear
    percentile double,
    benchmark double, is_best boolean,       -- achievable benchmark of the family
    previous_value double, previous_rank integer, previous_rank_low integer, previous_rank_high integer,   -- like for like: those with both
    change double,
    excluded varchar                         -- null; no_figure, no_direction, value_only, incomplete (a month or office missing), too_small
);
-- One row per region and comparable region: nearest by structure within level and kind.
create table stat_peer (
    root_code varchar, level varchar, region_code varchar, peer_code varchar, position integer, distance double, rule varchar
);
-- One row per region: what it is like, the ground on which peers are chosen.
create table agg_region_structure (
    root_code varchar, level varchar, kind varchar, region_code varchar, as_of date, n_entities bigint,
    share_individual double, share_food_drug double, share_construction double, share_finance double,   -- of the register
    share_tier_a double, share_tier_b double, share_tier_c double, share_tier_d double, n_acts_a_year double
);
-- One row per pair of regions of one level that share a border, from the boundary file in use.
create table ref_neighbour (root_code varchar, region_code varchar, neighbour_code varchar);
-- One row per boundary file in use: what it covers, and what is wrong with it.
create table ref_boundary (
    root_code varchar, level varchar, version varchar, source varchar, review_number varchar, n_regions integer, n_drawn integer,
    without_geometry varchar, without_region varchar     -- comma-joined codes
);
-- One row per indicator and level, latest quarter: is it clustered at all?
create table stat_spatial (
    indicator varchar, quarter varchar, root_code varchar, level varchar, n integer, n_islands integer,
    moran double, expected double, z double, p double, q double, n_permutations integer, seed integer,
    state varchar                            -- clustered, dispersed, no_pattern, too_few (< 30 with a neighbour), constant
);
-- One row per indicator, region of the latest quarter: does it lie in a cluster the test supports?
create table stat_cluster (
    indicator varchar, quarter varchar, root_code varchar, level varchar, region_code varchar,
    stabilised double,                       -- the value the test works on: the funnel z
    local_moran double, quadrant varchar,    -- HH, LL, HL, LH
    p double, q double, state varchar        -- cluster_high, cluster_low, outlier_high, outlier_low, none, island, no_figure
);
