-- What came in, and how it looks.

-- One row per feed, department, quarter of receipt.
create table agg_quality (
    feed varchar, department_code varchar, quarter varchar, n_files bigint, n_files_refused bigint, rows bigint, kept bigint,
    refused bigint, masked bigint, duplicates bigint, dropped bigint
);
-- One row per source, feed, department and period that was due by the as-of date. Empty where no source has a due.toml.
create table agg_due (
    source varchar, region_code varchar, feed varchar, department_code varchar, period varchar, due_on date, received_on date,
    state varchar            -- on_time, late, missing
);
-- One row per feed that names entities, sender and quarter of receipt: records by what stood in their code column.
create table agg_code_quality (
    feed varchar, department_code varchar, quarter varchar,
    n_records bigint,        -- kept, or refused for the code alone: the sum of the four below
    n_coded bigint, n_without bigint, n_wrong bigint, n_double bigint
);
-- One row per pattern, indicator (or act), department, region and quarter: figures that ask for a second look, no more.
create table agg_pattern (
    pattern varchar,         -- heaping_at_full, exactly_on_target, identical_quarters, shrinking_denominator, limit_day_spike
    indicator varchar, act varchar, department_code varchar, region_code varchar,
    quarter varchar,         -- of identical_quarters the last one
    n bigint,                -- units at full marks or on target; quarters alike; denominator now; acts on the last day
    n_of bigint,             -- units that returned; quarters alike; denominator a year before; all acts with a delay
    observed double,         -- share at full marks; the target; numerator; rate now; the limit in working days
    reference double,        -- share by chance; units a case beside; denominator; rate a year before; acts a day just before
    n_examined bigint        -- places looked at for this pattern in the quarter
);
-- One row per pattern found: how often honest figures would show as much. A weight for the second look, no finding.
create table stat_pattern (
    pattern varchar, indicator varchar, act varchar, department_code varchar, region_code varchar, quarter varchar,
    n_examined bigint,
    p double,                -- probability among honest figures, erring on the cautious side
    q double,                -- adjusted for all places examined (Benjamini-Hochberg over pattern and quarter)
    state varchar            -- beyond_chance (q <= 0.05), within_chance, or no test: same_cases (a stock), all_full
);
-- One row per quarter of receipt (with the three before it), department and dimension: how its sending scores, no overall sum.
create table stat_scorecard (
    quarter varchar, department_code varchar,
    dimension varchar,       -- completeness, timeliness, readable, validity, codes, agreement
    position integer, n_ok bigint, n_required bigint, rate double,
    points double,           -- 0 to 100: full from a rate of 0.95, in proportion below
    blank varchar            -- null, no_calendar, nothing_due, nothing_received, nothing_to_count
);
-- One row per quarter's figure returned of an indicator that is also counted from records: the counted one stands.
create table agg_return_difference (
    indicator varchar, quarter varchar, region_code varchar, department_code varchar,
    returned_numerator double, returned_denominator double, returned_value double,
    counted_numerator double, counted_denominator double, counted_value double,
    difference double,       -- returned less counted
    is_apart boolean         -- by more than rounding may do
);
