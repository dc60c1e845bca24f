-- Publication of acts and commitments against their limits, counted for each plan by the limits that hold for it.
-- leg: publication (decided -> published), report (decided -> reported), collate (reported -> collated),
-- commitment (signed -> published; the act is then 'commitment').

-- One row per plan ('*': none in particular), leg, act, region in use and span of days: the limit that holds. For a plan the
-- national rules and its own, for '*' every rule there is; the nearer region wins.
create table ref_limit_span (
    plan varchar, leg varchar, act varchar, region_code varchar, from_on date, until_on date, rule varchar,
    days integer, day_kind varchar,          -- working or calendar
    force varchar
);
-- One row per plan, leg, act, quarter of the leg's first event, region of every level and department ('*': all).
create table stat_timeliness (
    plan varchar, leg varchar, act varchar, quarter varchar, region_code varchar, department_code varchar,
    days_least integer, days_most integer,   -- of the rules applied (ref_limit_span names them); null where none was
    force_most varchar, force_least varchar, -- binding before promote before study
    n_begun bigint,          -- the sum of the seven below: decided, reported or signed by the as-of date
    n_in_time bigint, n_late_done bigint,    -- limit ended: done in time, done late
    n_late_open bigint,                      -- limit ended, still open
    n_inside bigint,                         -- limit still running, done or not: counted nowhere
    n_without_limit bigint,                  -- no limit holds in this plan
    n_without_calendar bigint,               -- a limit holds, but no working-day calendar covers the days
    n_unstated bigint,                       -- the office never states the second event
    n_due bigint, low double, high double,   -- limit ended; Wilson 95 % interval of n_in_time / n_due
    n_open_inside bigint, n_done bigint,     -- of n_inside not done yet; second event by the as-of date, whatever the limit
    n_last_day bigint,                       -- of n_in_time on the last day allowed
    n_negative bigint,                       -- done before it was begun: a finding
    n_own_limit bigint, n_provisional bigint -- under a limit of the act's own; limit ends on a day without official calendar
);
-- One row per plan, leg, act, quarter, region as sent, department, state and delay: the picture of lateness.
create table agg_delay (
    plan varchar, leg varchar, act varchar, quarter varchar, region_code varchar, department_code varchar,
    state varchar,           -- in_time, last_day, late_done, late_open; no_limit (done all the same)
    delay_days integer,      -- in the days of the limit, as a rule working days; null: still open
    n_acts bigint            -- acts whose limit still runs are left out
);
