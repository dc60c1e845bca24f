-- One row per department and indicator that lags in the chosen region and quarter, the surest and worst first.
-- key: department_code, indicator
select
    department_code, indicator, region_code, numerator, denominator, value, low, high, target, target_on, comparator, floor, expected, gap, gap_units,
    reasons, n_lagging_of_three, is_nameable, quarter, code, rule_number, signals, peer_group, n_peers, peer_centre, peer_low998, peer_high998, peer_q, n_short, n_held_to_it,
    change_mark, chart, n_points, process_centre, process_low, process_high, process_rules, no_series, n_worse_of_three, assurance_mark,
    p_met, p_met_worse, no_forecast, judged_x, judged_n, n_pooled, milestone, change_code, change_units, pace_required, pace_achieved, q_named, period_end, blank, word
from stat_judgement
where
    plan = $plan and quarter = $quarter and region_code = $region and word = 'lagging'
    and department_code <> '*' and ($department = '*' or department_code = $department)
order by is_nameable desc, n_lagging_of_three desc, gap nulls last, gap_units nulls last, department_code, indicator
