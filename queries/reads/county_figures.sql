-- One row per quarter of the plan, indicator and region with a figure to be laid beside others: complete, and of enough cases.
-- key: quarter, indicator, region_code
select j.quarter, j.indicator, j.region_code, j.judged_x, j.judged_n, j.value, c.direction
from stat_judgement as j
inner join ref_indicator as c on c.indicator = j.indicator
anti join (
    select quarter, indicator, region_code from stat_rank where root_code = $root and excluded = 'incomplete'
) as r
    on r.quarter = j.quarter and r.indicator = j.indicator and r.region_code = j.region_code
where
    j.plan = $plan and j.department_code = '*' and j.value is not null
    and (j.judged_n is null or j.judged_n >= coalesce(c.least_denominator, 1))
order by j.quarter, j.indicator, j.region_code
