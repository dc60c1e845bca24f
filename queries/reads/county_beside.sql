-- One row per indicator and region of a list (comma-joined codes): what each is judged on. Incomplete and too small ones left out.
-- key: indicator, region_code
with incomplete as (
    select indicator, region_code from stat_rank
    where quarter = $quarter and excluded = 'incomplete' and root_code = (select region_code from ref_plan where plan = $plan)
)
select
    j.indicator, j.region_code, i.direction, j.judged_x as numerator, j.judged_n as denominator,
    coalesce(j.judged_x / nullif(j.judged_n, 0), j.value) as value
from stat_judgement as j
inner join ref_indicator as i on i.indicator = j.indicator
left join incomplete as k on k.indicator = j.indicator and k.region_code = j.region_code
where
    j.plan = $plan and j.quarter = $quarter and j.family = 'region' and j.value is not null and j.blank is null
    and list_contains(string_split($codes, ','), j.region_code)
    and k.indicator is null
    and (j.judged_n is null or j.judged_n >= coalesce(i.least_denominator, 1))
order by j.indicator, j.region_code
