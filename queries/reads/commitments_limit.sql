-- The quarter's commitments against the plan's limit for publishing them, as the clock of the plan counts; no row: none counted.
-- key: plan
select plan, days_least, days_most, n_begun, n_due, n_in_time, n_late_done, n_late_open, n_open_inside, n_negative, low, high
from stat_timeliness
where plan = $plan and leg = 'commitment' and quarter = $quarter and region_code = $region and department_code = $department
