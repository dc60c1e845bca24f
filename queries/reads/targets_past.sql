-- One row per target of the whole jurisdiction whose date has passed: what was said four quarters before, what came.
-- key: target_on, region_code, department_code
select
    target_on, target, comparator, region_code, department_code, family, said_in, value_then, p_met, p_met_worse, reason, last_value,
    straight_line, came, is_met
from stat_target_history
where plan = $plan and indicator = $indicator and quarters_before = 4 and region_code = $region and department_code = '*'
order by target_on
