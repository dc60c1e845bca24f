-- One row per present region of a level inside the plan's jurisdiction: its figure, verdict and rank, or why there is none.
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
),
-- Sent other figures from the same files in this quarter: then the region had no such case, and owes nothing.
sent as (
    select distinct j.region_code
    from stat_judgement as j
    inner join ref_indicator as i on i.indicator = j.indicator
    inner join ref_indicator as asked on asked.indicator = $indicator and asked.feeds = i.feeds and asked.origin <> 'return'
    where j.plan = $plan and j.quarter = $quarter and j.department_code = $department and j.value is not null
)
select
    i.region_code, i.name_zh, i.name_en, i.kind, i.parent_code, f.* exclude (region_code, blank),
    case
        when f.blank is not null then f.blank
        when f.value is not null then null
        when i.valid_from > last_day(make_date(left($quarter, 4)::int, right($quarter, 1)::int * 3, 1)) then 'not_applicable'
        when s.region_code is not null then 'not_applicable'
        else 'not_returned'
    end as blank,
    case
        when f.value is not null or f.blank is not null then null
        when i.valid_from > last_day(make_date(left($quarter, 4)::int, right($quarter, 1)::int * 3, 1)) then 'not_yet'
        when s.region_code is not null then 'no_case'
    end as why,
    i.valid_from, k.excluded, k.rank, k.n_tied, k.n_ranked, k.rank_low, k.rank_high, k.tier, k.benchmark, k.benchmark_units, k.previous_quarter,
    k.previous_excluded, k.change, k.n_like, k.like_rank, k.like_low, k.like_high, k.previous_rank, k.previous_low, k.previous_high
from inside as i
left join figure as f on f.region_code = i.region_code
left join sent as s on s.region_code = i.region_code
left join stat_rank as k
    on k.indicator = $indicator and k.quarter = $quarter and k.root_code = i.root_code and k.level = $level
    and k.region_code = i.region_code and $department = '*'
order by i.region_code
