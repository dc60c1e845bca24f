-- One row per cause and day: the curves of one question and one group.
-- key: cause, days
select cause, days, share, low, high, n_at_risk, n_events
from stat_survival
where
    quarter = $told and region_code = $region and department_code = $department
    and asked = $asked and list = $list and grade = $grade and measure_code = $measure
order by cause, days
