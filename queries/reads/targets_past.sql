-- One row per indicator, region over all departments and target whose date has passed: what was said four quarters before, what came.
-- key: indicator, region_code, target_on
select
    indicator, target_on, target, comparator, region_code, department_code, family, said_in, value_then, p_met, p_met_worse, reason, last_value,
    straight_line, came, is_met
from stat_target_history
where plan = $plan and quarters_before = 4 and department_code = '*'
order by indicator, region_code, target_on
