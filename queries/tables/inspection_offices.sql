-- What the pages list of visits by place: one line each, cut from the statistics so that a page reads few and narrow rows.

-- One row per quarter, region of every level and department ('*': any) that visits or has a register: random visits by tier
-- (x entities visited, n on the register), whether they rise with risk, entities short, in excess and over the cap.
create table agg_inspection_office (
    quarter varchar, region_code varchar, department_code varchar,
    a_x bigint, a_n bigint, b_x bigint, b_n bigint, c_x bigint, c_n bigint, d_x bigint, d_n bigint, none_x bigint, none_n bigint,
    n_offices bigint, n_offices_with_band bigint, n_short bigint, n_excess bigint,       -- of all tiers together
    state varchar, slope double, z double, p_trend double, q_trend double,               -- as in stat_gradient; null: not tested
    ratio double, ratio_low double, ratio_high double, tier_from varchar, tier_to varchar,
    n_capped bigint, n_over_cap bigint
);
