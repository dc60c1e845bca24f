-- One row per quarter of one leg and act, of the chosen region and department (or all).
-- key: quarter
select
    quarter,
    last_day(make_date(cast(substr(quarter, 1, 4) as integer), 3 * cast(substr(quarter, 6, 1) as integer), 1)) as quarter_end,
    n_due, n_in_time, n_late_done, n_late_open, n_begun, n_done, low, high
from stat_timeliness
where plan = $plan and region_code = $region and department_code = $department and leg = $leg and act = $act
order by quarter
