-- One row per question asked (ratio, hits) of the chosen region and department: does it rise with risk?
-- key: asked
select
    asked, n_tiers, n, x, scores, slope, z, p_trend, q_trend, chi2, p_homogeneity, ratio, ratio_low, ratio_high, tier_from, tier_to,
    planned_ratio, state
from stat_gradient
where quarter = $quarter and region_code = $region and department_code = $department
