-- One row per indicator ('*': all of them) and class of what was said four quarters before the date ('*': all).
-- key: indicator, class
select
    indicator, class, n, n_met, mean_p, share_met, met_low, met_high, brier, brier_worse, brier_last_value, brier_straight_line
from stat_target_calibration
where quarters_before = 4
order by indicator, class
