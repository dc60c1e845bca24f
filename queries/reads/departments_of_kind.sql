-- One row per region of one kind inside the chosen one and indicator judged (of one department, where one is chosen).
-- key: region_code, indicator
select j.indicator, j.region_code, j.department_code, j.word, j.code, j.is_nameable, j.value, j.numerator, j.denominator
from stat_judgement as j
inner join ref_region as r on r.region_code = j.region_code and r.valid_to is null and r.level || ':' || r.kind = $kind
inner join ref_region_ancestor as a on a.region_code = j.region_code and a.ancestor_code = $region
where j.plan = $plan and j.quarter = $quarter and j.department_code = $department and j.blank is distinct from 'not_applicable'
order by j.region_code, j.indicator
