-- One row per indicator judged in the chosen quarter, region and department.
-- key: indicator
select
    indicator, numerator, denominator, value, low, high, target, target_on, comparator, target_kind, floor, expected, pace_required, pace_achieved,
    gap, gap_units, previous_value, previous_word, word, code, reasons, change_mark, assurance_mark, n_lagging_of_three,
    is_nameable, family, peer_group, blank, quarter, origin
from stat_judgement
where plan = $plan and region_code = $region and department_code = $department and quarter = $quarter
