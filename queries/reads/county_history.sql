-- One row per quarter of the plan up to the chosen one: value, rank interval and tier of the chosen region for one indicator.
-- key: quarter
with placed as (
    select * from stat_rank
    where indicator = $indicator and region_code = $region and root_code = (select region_code from ref_plan where plan = $plan)
)
select
    j.quarter, j.period_end, j.numerator, j.denominator, j.value, j.word, j.blank, k.excluded, k.rank, k.n_tied, k.n_ranked, k.rank_low, k.rank_high,
    k.tier, k.n_excluded, k.previous_quarter, k.previous_excluded, k.like_low, k.like_high, k.previous_low, k.previous_high
from stat_judgement as j
left join placed as k on k.quarter = j.quarter
where j.plan = $plan and j.region_code = $region and j.department_code = '*' and j.indicator = $indicator and j.quarter <= $quarter
order by j.quarter
