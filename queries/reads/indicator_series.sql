-- One row per quarter up to the chosen one: value, interval and judgement of the chosen office.
-- key: quarter
select
    quarter as period, period_end, value, low, high, numerator, denominator, n_rows, origin, target, target_on, comparator,
    target_kind, floor, expected, pace_required, pace_achieved, gap, gap_units, previous_value, previous_word, word, reasons,
    n_lagging_of_three, is_nameable, blank
from stat_judgement
where plan = $plan and indicator = $indicator and region_code = $region and department_code = $department and quarter <= $quarter
order by quarter
