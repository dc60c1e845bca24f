-- One row per department with a figure in the chosen region: this quarter's value and judgement.
-- key: department_code
select
    d.department_code, d.name_zh, d.name_en, d.department_code = $department as is_own, j.value, j.low, j.high, j.numerator,
    j.denominator, j.target, j.comparator, j.expected, j.gap, j.gap_units, j.word, j.reasons, j.previous_value, j.blank
from stat_judgement as j
inner join ref_department as d on d.department_code = j.department_code
where
    j.plan = $plan and j.indicator = $indicator and j.quarter = $quarter and j.region_code = $region
    and j.department_code <> '*'
order by d.department_code
