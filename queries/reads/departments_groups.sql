-- One row per group of peers and indicator of the quarter: the funnel and what it found, tested ones first.
-- key: peer_group, indicator
with flagged as (
    select peer_group, indicator, count(*) as n_flagged
    from stat_judgement
    where plan = $plan and quarter = $quarter and signals like '%P4%'
    group by peer_group, indicator
)
select
    g.peer_group, g.indicator, g.n_units, g.centre, g.phi, g.tau2, g.n_outside, g.n_outside_adjusted, g.state,
    coalesce(f.n_flagged, 0) as n_flagged
from stat_peer_group as g
left join flagged as f on f.indicator = g.indicator and f.peer_group = g.peer_group
where g.plan = $plan and g.quarter = $quarter
order by g.state <> 'tested', n_flagged desc, g.n_outside_adjusted desc nulls last, g.n_outside desc nulls last, g.indicator
