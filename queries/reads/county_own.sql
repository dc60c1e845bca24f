-- One row per indicator judged for the chosen region over all departments, with its place among all regions of its level.
-- key: indicator
with placed as (
    select * from stat_rank
    where quarter = $quarter and region_code = $region and root_code = (select region_code from ref_plan where plan = $plan)
)
select
    j.indicator, j.region_code, j.department_code, j.family, j.quarter, j.period_end, j.numerator, j.denominator, j.value, j.low, j.high,
    j.judged_x, j.judged_n, j.n_pooled, j.target, j.target_on, j.comparator, j.target_kind, j.floor, j.expected, j.milestone, j.gap, j.gap_units,
    j.previous_value, j.previous_word, j.code, j.rule_number, j.word, j.reasons, j.signals, j.n_worse_of_three, j.n_lagging_of_three, j.is_nameable,
    j.q_named, j.peer_group, j.n_peers, j.peer_centre, j.peer_low, j.peer_high, j.peer_low998, j.peer_high998, j.peer_p, j.peer_q, j.n_short,
    j.n_held_to_it, j.change_mark, j.assurance_mark, j.chart, j.n_points, j.process_centre, j.process_low, j.process_high, j.process_rules,
    j.no_series, j.no_forecast, j.p_met, j.p_met_worse, j.pace_required, j.pace_achieved, j.change_code, j.change_units, j.blank,
    k.excluded, k.rank, k.n_ranked, k.rank_low, k.rank_high, k.tier, k.benchmark, k.benchmark_units, k.is_best, k.change
from stat_judgement as j
left join placed as k on k.indicator = j.indicator
where j.plan = $plan and j.quarter = $quarter and j.region_code = $region and j.department_code = '*' and j.blank is distinct from 'not_applicable'
order by j.indicator
