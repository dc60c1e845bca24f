-- One row per step, measure and list of the chosen grade in the view: how long it took where it was taken.
-- key: step, measure_code, list
select step, measure_code, list, n, days_median, days_p90
from stat_step_days
where
    quarter = $quarter and n_quarters = $window and region_code = $region and department_code = $department and grade = $grade
    and (list = $list or measure_code = '*')
