-- One row per quarter: value, interval, verdict of the chosen office, and the evidence behind it.
-- key: quarter
select
    quarter as period, period_end, value, low, high, numerator, denominator, judged_x, judged_n, n_pooled, target, target_on, comparator,
    target_kind, floor, expected, milestone, pace_required, pace_achieved, gap, gap_units, previous_value, previous_word, word, code,
    rule_number, reasons, signals, n_worse_of_three, n_lagging_of_three, is_nameable, q_named, family, peer_group, n_peers, peer_centre,
    peer_low998, peer_high998, peer_q, n_short, n_held_to_it, change_mark, chart, n_points, process_centre, process_low, process_high,
    process_rules, no_series, assurance_mark, p_met, p_met_worse, forecast, forecast_low80, forecast_high80, forecast_low95,
    forecast_high95, no_forecast, change_code, change_units, blank
from stat_judgement
where plan = $plan and indicator = $indicator and region_code = $region and department_code = $department
order by quarter
