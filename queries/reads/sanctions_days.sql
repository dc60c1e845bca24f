-- One row per window, grade, department, step, measure and list: working days to the step for those that took it by then.
-- key: n_quarters, grade, department_code, step, measure_code, list
select n_quarters, grade, department_code, step, measure_code, list, n, days_median, days_p90
from stat_step_days
where quarter = $quarter and region_code = $region
