-- One row per present region of a level inside the plan's jurisdiction: its figure, verdict and rank, as far as there are any.
-- key: region_code
with inside as (
    select r.region_code, r.name_zh, r.name_en, r.kind, r.parent_code, r.valid_from, p.region_code as root_code
    from ref_plan as p
    inner join ref_region_ancestor as a on a.ancestor_code = p.region_code
    inner join ref_region as r on r.region_code = a.region_code and r.valid_to is null and r.level = $level
    where p.plan = $plan
),
figure as (
    select
        region_code, numerator, denominator, value, low, high, word, code, rule_number, is_nameable, reasons, signals, target, comparator, n_pooled,
        gap_units, blank, family
    from stat_judgement
    where plan = $plan and indicator = $indicator and quarter = $quarter and department_code = $department
)
select
    i.region_code, i.name_zh, i.name_en, i.kind, i.parent_code, f.* exclude (region_code),
    i.valid_from > last_day(make_date(left($quarter, 4)::int, right($quarter, 1)::int * 3, 1)) as is_later,
    k.excluded, k.rank, k.n_tied, k.n_ranked, k.rank_low, k.rank_high, k.tier, k.benchmark, k.benchmark_units, k.previous_quarter,
    k.previous_excluded, k.change, k.n_like, k.like_rank, k.like_low, k.like_high, k.previous_rank, k.previous_low, k.previous_high
from inside as i
left join figure as f on f.region_code = i.region_code
left join stat_rank as k
    on k.indicator = $indicator and k.quarter = $quarter and k.root_code = i.root_code and k.level = $level
    and k.region_code = i.region_code and $department = '*'
order by i.region_code
