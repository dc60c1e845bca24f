-- One row per measure and covariate: were those with the measure and those compared with them alike?
-- key: measure_code, covariate
select measure_code, covariate, treated, control_before, control_after, difference_before, difference_after
from stat_balance
where quarter = $told and region_code = $root and outcome = 'comply'
order by measure_code, abs(difference_before) desc, covariate
