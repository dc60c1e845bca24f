-- One row per indicator: how the regions of one level of the jurisdiction lie. Incomplete and too small ones take no part.
-- key: indicator
with incomplete as (
    select indicator, region_code from stat_rank
    where
        quarter = $quarter and level = $level and excluded = 'incomplete'
        and root_code = (select region_code from ref_plan where plan = $plan)
),
figures as (
    select j.indicator, coalesce(j.judged_x / nullif(j.judged_n, 0), j.value) as value
    from stat_judgement as j
    inner join ref_region as r on r.region_code = j.region_code and r.valid_to is null and r.level = $level
    inner join ref_indicator as i on i.indicator = j.indicator
    left join incomplete as k on k.indicator = j.indicator and k.region_code = j.region_code
    where
        j.plan = $plan and j.quarter = $quarter and j.family = 'region' and j.value is not null and j.blank is null
        and k.indicator is null
        and (j.judged_n is null or j.judged_n >= coalesce(i.least_denominator, 1))
)
select
    indicator, count(*) as n, min(value) as low, quantile_cont(value, 0.25) as quarter_low, median(value) as middle,
    quantile_cont(value, 0.75) as quarter_high, max(value) as high
from figures
group by indicator
order by indicator
