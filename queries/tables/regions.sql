-- Where, compared with whom, and how sure.

-- One row per indicator, quarter, jurisdiction (root), level and region: rank with its interval and the tier that follows from it.
-- Over all departments, by the figures of stat_judgement (family region), hidden cells left out. Ranked are rates only (unit
-- percent): a count grows with the place, of a duration no spread is sent, and a bare rank is never shown.
create table stat_rank (
    indicator varchar, quarter varchar, root_code varchar,
    level varchar,                           -- city or county; a jurisdiction without parts stands alone at its own level
    region_code varchar, numerator double, denominator double, value double,
    n_owed integer, n_lacking integer,       -- returns owed behind the figure, and missing (an office, a month); null for events
    excluded varchar,        -- null: ranked; no_figure, value_only, no_direction, incomplete (over 5 % of the returns owed missing),
                             -- too_small (under 10 cases), alone
    rank integer, n_tied integer, n_ranked integer,                          -- 1 is best; ties share the better rank, itself counted
    rank_low integer, rank_high integer,     -- with 95 % probability every region of the group has its true rank within its own
    tier varchar,            -- thirds the whole interval lies in: upper, not_lower, middle, not_upper, lower, unclear; null under 3
    percentile double,       -- 1 best, 0 last, ties in their middle; null where alone
    benchmark double, is_best boolean,       -- achievable benchmark: pooled rate of the best that hold a tenth of all cases
    benchmark_units double,  -- cases still missing (or over) to it, 0 where it is reached
    n_excluded integer,      -- regions of the group that are not ranked
    -- like for like: only regions ranked in both periods, in either of them
    previous_quarter varchar,                -- the quarter before; of what counts from 1 January or comes once a year: a year before
    previous_excluded varchar,               -- why not like for like: as excluded, of the period before
    previous_value double, change double,    -- value minus previous_value, 0-1; only where both are complete
    n_like integer, like_rank integer, like_low integer, like_high integer,
    previous_rank integer, previous_low integer, previous_high integer
);
-- One row per region and comparable region: nearest by structure within level and kind, ten at most.
create table stat_peer (
    root_code varchar, level varchar, region_code varchar, peer_code varchar,
    position integer,        -- 1 nearest
    distance double,         -- root mean squared difference, in standard deviations of the kind
    rule varchar             -- features; groups; k
);
-- One row per region: what it is like, the ground on which peers are chosen. Shares are of the register (tiers: of the graded).
create table agg_region_structure (
    root_code varchar, level varchar, kind varchar, region_code varchar, as_of date,
    n_entities bigint,       -- on the register on that day; null where the jurisdiction sends none
    share_individual double, share_food_drug double, share_construction double, share_finance double,
    n_graded bigint, share_tier_a double, share_tier_b double, share_tier_c double, share_tier_d double,
    n_acts_a_year double     -- licences, penalties and other acts decided in the twelve months up to as_of
);
-- One row per pair (both ways) of regions of one level that share a border or a corner, from the boundary file in use.
create table ref_neighbour (root_code varchar, level varchar, region_code varchar, neighbour_code varchar);
-- One row per jurisdiction and level it has regions of: its map, and what is wrong with it.
create table ref_boundary (
    root_code varchar, level varchar,
    version varchar,         -- first 16 hex digits of the SHA-256 of geojson: part of its address; null without a file
    source varchar,          -- file of the source, or of data/reference/boundaries
    is_shipped boolean, review_number varchar,   -- 审图号, empty: a sketch
    n_regions integer, n_drawn integer, n_islands integer,   -- islands: drawn, without a neighbour
    without_geometry varchar, without_region varchar, islands varchar,   -- comma-joined codes
    west double, south double, east double, north double,    -- degrees
    geojson varchar          -- FeatureCollection, id = region_code, rings clockwise outside (as d3 wants); null without a file
);
-- One row per present region and code or name it had before: how far its series reaches back, and by what.
create table ref_region_past (
    region_code varchar, past_code varchar, past_name_zh varchar, past_name_en varchar,
    past_kind varchar,
    until_on date,           -- last day of the old code or name
    change varchar,          -- renamed (same code), recoded, merged (several became one), split (part of it left, or it left another)
    basis varchar, document varchar, note_zh varchar, note_en varchar   -- as in region_changes.csv; null for an adopter's own
);
-- One row per indicator, level: is it clustered at all? At the latest quarter with figures; others on demand (metrics/spatial.py).
create table stat_spatial (
    indicator varchar, quarter varchar, root_code varchar, level varchar,
    n integer,               -- regions with a figure and a neighbour that has one
    n_islands integer, moran double, expected double, z double,   -- z by the moments under randomisation
    p double,                -- two-sided, from permutations
    q double,                -- after Benjamini-Hochberg over all indicators of the level
    n_permutations integer, seed integer,
    n_high integer, n_low integer,           -- regions in clusters the test supports
    state varchar            -- clustered, dispersed, no_pattern, too_few (< 30), constant
);
-- One row per indicator of stat_spatial that was tested, and region: does it lie in a cluster the test supports?
create table stat_cluster (
    indicator varchar, quarter varchar, root_code varchar, level varchar, region_code varchar,
    stabilised double,                       -- the value the test works on: the overdispersed funnel z
    local_moran double, quadrant varchar,    -- HH, LL, HL, LH: itself, its neighbours; high and low as counted, whatever is good
    z double, p double, q double,            -- z by conditional moments; p two-sided from permutations; q over the map
    state varchar            -- cluster_high, cluster_low, outlier_high, outlier_low, none, island (no row: no figure)
);
