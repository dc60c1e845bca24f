-- One row per indicator whose units were put beside their peers in one group: the funnel of each, those with most flags first.
-- key: indicator
with flagged as (
    select indicator, count(*) as n_flagged
    from stat_judgement
    where plan = $plan and quarter = $quarter and peer_group = $group and signals like '%P4%'
    group by indicator
)
select
    g.indicator, g.n_units, g.centre, g.phi, g.tau2, g.n_outside, g.n_outside_adjusted, g.state, coalesce(f.n_flagged, 0) as n_flagged
from stat_peer_group as g
left join flagged as f on f.indicator = g.indicator
where g.plan = $plan and g.quarter = $quarter and g.peer_group = $group
order by g.state <> 'tested', n_flagged desc, g.n_outside_adjusted desc nulls last, g.n_outside desc nulls last, g.indicator
