-- One row per quarter, department ('*': all) and files an indicator is counted from: every region that has a figure from them.
-- key: quarter, department_code, feeds
select j.quarter, j.department_code, i.feeds, string_agg(distinct j.region_code, ',') as regions
from stat_judgement as j
inner join ref_indicator as i on i.indicator = j.indicator
where j.plan = $plan and j.value is not null
group by j.quarter, j.department_code, i.feeds
order by j.quarter, j.department_code, i.feeds
