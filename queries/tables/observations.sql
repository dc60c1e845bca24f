-- The figures themselves, before any judgement.

-- One row per indicator, period (month, quarter or year), region and department as computed or returned, before any roll-up.
create table agg_observation (
    indicator varchar, period_kind varchar, period varchar, period_end date, region_code varchar, department_code varchar,
    numerator double, denominator double, value double, n_rows bigint, origin varchar
);
-- One row per indicator, period (month or quarter), region of any level and department ('*': all departments). Readers get the
-- months: a quarter's figures stand in stat_judgement.
create table agg_rollup (
    indicator varchar, period_kind varchar, period varchar, period_end date, region_code varchar, department_code varchar,
    numerator double, denominator double, value double, low double, high double, n_rows bigint, origin varchar
);
-- One row per plan task, department and quarter: what was last reported by the quarter's end.
create table agg_task (
    plan varchar, task varchar, department_code varchar, quarter varchar, state varchar, percent double,
    reported_on date, evidence varchar, is_done boolean, is_late boolean
);
