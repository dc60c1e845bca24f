-- Publication of acts and commitments against their limits.

-- One row per act, quarter of decision, delay in working days, region and department: the picture of lateness.
create table agg_publication_delay (
    act varchar, quarter varchar, region_code varchar, department_code varchar, delay_days integer, n_acts bigint
);
-- One row per plan, leg, act, quarter of the leg's first event, region and department: the clock of that plan.
-- leg: publication (decided -> published), report (decided -> reported), collate (reported -> collated), commitment (signed -> published).
create table agg_timeliness (
    plan varchar, leg varchar, act varchar, quarter varchar, region_code varchar, department_code varchar,
    rule varchar, days integer, force varchar,   -- the limit that holds; null where the plan sets none and the act is only counted
    n_begun bigint, n_done bigint,           -- begun: decided, reported, signed; done: the second event by the as-of date
    n_due bigint, n_in_time bigint,          -- limit ended by the as-of date; of them in time
    n_late_done bigint, n_late_open bigint,  -- late and done; past the limit and still open
    n_open_inside bigint,                    -- not done, limit still running: counted nowhere else
    n_on_last_day bigint, n_negative bigint, -- done on the last allowed day; done before it was begun (a finding)
    n_without_limit bigint, n_provisional bigint   -- no limit holds; the limit crosses a year without official calendar
);
