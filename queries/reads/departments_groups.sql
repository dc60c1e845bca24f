-- One row per indicator whose units were put beside their peers in one group: the funnel of each, those with most outside first.
-- key: indicator
select indicator, n_units, centre, phi, tau2, n_outside, n_outside_adjusted, state
from stat_peer_group
where plan = $plan and quarter = $quarter and peer_group = $group
order by state <> 'tested', n_outside_adjusted desc nulls last, n_outside desc nulls last, phi desc nulls last, indicator
