-- One row per indicator judged for the chosen region over all departments.
-- key: indicator
select
    * exclude (
        plan, origin, target_kind, n_lagging_of_three, p_named, q_named, peer_low, peer_high, peer_z, peer_p, forecast, forecast_low80,
        forecast_high80, forecast_low95, forecast_high95
    )
from stat_judgement
where plan = $plan and quarter = $quarter and region_code = $region and department_code = '*' and blank is distinct from 'not_applicable'
order by indicator
