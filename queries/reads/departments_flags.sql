-- One row per quarter, office and indicator that lags, of every region: few enough to be read whole and cut where they are shown.
-- key: quarter, region_code, department_code, indicator
select
    department_code, indicator, region_code, family, numerator, denominator, value, low, high, target, target_on, comparator, target_kind, floor,
    expected, gap, gap_units, reasons, n_lagging_of_three, n_worse_of_three, is_nameable, quarter, period_end, code, rule_number, word, signals, blank,
    judged_x, judged_n, n_pooled, milestone, peer_group, n_peers, peer_centre, peer_low, peer_high, peer_low998, peer_high998, peer_p, peer_q, p_named,
    q_named, n_short, n_held_to_it, change_mark, chart, n_points, process_centre, process_low, process_high, process_rules, no_series, assurance_mark,
    p_met, p_met_worse, no_forecast, change_code, change_units, pace_required, pace_achieved
from stat_judgement
where plan = $plan and word = 'lagging'
order by quarter
