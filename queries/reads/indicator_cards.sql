-- One row per card, with its name and place in the chosen plan (null where the plan does not name it).
-- key: indicator
select
    i.*, p.name_in_plan, p.aliases, p.section_zh, p.section_en, p.from_pack
from ref_indicator as i
left join ref_plan_indicator as p on p.indicator = i.indicator and p.plan = $plan
order by i.indicator
