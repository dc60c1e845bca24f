-- One row per quarter, group of peers and indicator: the funnel and what it found, tested ones first.
-- key: quarter, peer_group, indicator
with flagged as (
    select quarter, peer_group, indicator, count(*) as n_flagged
    from stat_judgement
    where plan = $plan and signals like '%P4%'
    group by quarter, peer_group, indicator
)
select
    g.quarter, g.peer_group, g.indicator, g.n_units, g.centre, g.phi, g.tau2, g.n_outside, g.n_outside_adjusted, g.state,
    coalesce(f.n_flagged, 0) as n_flagged
from stat_peer_group as g
left join flagged as f on f.quarter = g.quarter and f.peer_group = g.peer_group and f.indicator = g.indicator
where g.plan = $plan
order by
    g.quarter, g.peer_group, g.state <> 'tested', n_flagged desc, g.n_outside_adjusted desc nulls last, g.n_outside desc nulls last,
    g.indicator
