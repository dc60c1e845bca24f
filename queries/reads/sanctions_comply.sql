-- One row per group and day: time to compliance, split by list, grade or measure.
-- key: list, grade, measure_code, days
select list, grade, measure_code, days, share, low, high, n_at_risk, n_events
from stat_survival
where
    quarter = $told and region_code = $region and department_code = $department and asked = 'comply'
    and (list <> '*') = ($split = 'list') and (grade <> '*') = ($split = 'grade') and (measure_code <> '*') = ($split = 'measure')
order by list, grade, measure_code, days
