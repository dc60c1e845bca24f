-- One row per dated number that the plan or an overlay of it already sets for one day, by place.
-- key: region_code, department_code, comparator, from_pack
select region_code, department_code, comparator, value, target_on, from_pack, clause
from ref_target
where plan = $plan and indicator = $indicator and target_on = $target_on and value is not null
order by region_code nulls first, department_code nulls first
