-- One row per region with a judgement of one indicator in the quarter, of the chosen department or all.
-- key: region_code
select
    region_code, numerator, denominator, value, low, high, word, code, rule_number, is_nameable, reasons, signals, target, comparator, n_pooled,
    gap_units, blank, family
from stat_judgement
where plan = $plan and quarter = $quarter and department_code = $department and indicator = $indicator
