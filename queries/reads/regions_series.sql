-- One row per region of a level and quarter with a figure of the indicator.
-- key: region_code, quarter
select j.region_code, j.quarter, j.numerator, j.denominator, j.value, j.word, j.blank
from stat_judgement as j
inner join ref_region as r on r.region_code = j.region_code and r.valid_to is null and r.level = $level
where j.plan = $plan and j.indicator = $indicator and j.department_code = $department and (j.value is not null or j.blank is not null)
order by j.quarter, j.region_code
