-- One row per class of what was said four quarters before the date ('*': all), for the indicator and for all of them ('*').
-- key: indicator, class
select
    indicator, class, n, n_met, mean_p, share_met, met_low, met_high, brier, brier_worse, brier_last_value, brier_straight_line
from stat_target_calibration
where indicator in ($indicator, '*') and quarters_before = 4
order by indicator, class
