-- One row per quarter: value, interval and judgement of the chosen office.
-- key: quarter
select
    quarter as period, period_end, value, low, high, numerator, denominator, target, target_on, comparator, target_kind, floor,
    expected, pace_required, pace_achieved, gap, gap_units, previous_value, previous_word, word, reasons, blank
from stat_judgement
where plan = $plan and indicator = $indicator and region_code = $region and department_code = $department
order by quarter
